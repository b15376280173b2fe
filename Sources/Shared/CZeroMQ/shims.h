// Typed shims over libzmq, and nothing else.
#pragma once
#include <zmq.h>
