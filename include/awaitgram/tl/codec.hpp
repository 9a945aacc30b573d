// SPDX-License-Identifier: MIT
#pragma once

/// Everything that turns values into bytes and back.

#include <awaitgram/tl/decode.hpp>
#include <awaitgram/tl/encode.hpp>
#include <awaitgram/tl/error.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/reply.hpp>
