// Typed shims over Pango and Cairo, and nothing else.
#pragma once
#include <pango/pangocairo.h>
