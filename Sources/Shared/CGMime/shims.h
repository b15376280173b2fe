// Typed shims over GMime, and nothing else.
#pragma once
#include <gmime/gmime.h>
