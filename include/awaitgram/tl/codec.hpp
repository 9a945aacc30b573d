// SPDX-License-Identifier: MIT
#pragma once

/// Includes everything that encodes and decodes values.

#include <awaitgram/tl/decode.hpp>
#include <awaitgram/tl/encode.hpp>
#include <awaitgram/tl/error.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/reply.hpp>
