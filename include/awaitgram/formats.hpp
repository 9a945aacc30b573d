// SPDX-License-Identifier: MIT
#pragma once

/// Sessions of other libraries, as strings, files and directories. Separate from awaitgram.hpp, so that only programs that convert
/// sessions compile it.

#include <awaitgram/formats/convert.hpp> // IWYU pragma: export
#include <awaitgram/formats/string.hpp>  // IWYU pragma: export

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/formats/src.hpp> // IWYU pragma: export
#include <awaitgram/src_engine.hpp>  // IWYU pragma: export
#endif
