// SPDX-License-Identifier: MIT
#pragma once

/// Put before the definition of what can be compiled once instead of in every unit that uses it.
///
/// By default everything is defined in the headers, `inline`. With AWAITGRAM_SEPARATE_COMPILATION the headers only declare it, and
/// one unit of the program, or the library that the build makes, includes <awaitgram/src.hpp>.
#ifdef AWAITGRAM_SEPARATE_COMPILATION
#define AWAITGRAM_DECL
#else
#define AWAITGRAM_DECL inline
#endif
