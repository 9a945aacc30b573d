// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of all functions that the other headers declare.
///
/// Without AWAITGRAM_SEPARATE_COMPILATION awaitgram.hpp includes this header, and every unit of a program compiles it. With it, exactly
/// one unit does: the library that the build makes, or a unit of the program that includes nothing else.

#include <awaitgram/src_asio.hpp>    // IWYU pragma: export
#include <awaitgram/src_client.hpp>  // IWYU pragma: export
#include <awaitgram/src_engine.hpp>  // IWYU pragma: export
#include <awaitgram/src_files.hpp>   // IWYU pragma: export
#include <awaitgram/src_methods.hpp> // IWYU pragma: export
