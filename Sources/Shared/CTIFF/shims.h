// Typed shims over libtiff, and nothing else.
#pragma once
#include <tiffio.h>
