// Typed shims over libspandsp, and nothing else.
#pragma once
#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <stdint.h>
#include <spandsp.h>
