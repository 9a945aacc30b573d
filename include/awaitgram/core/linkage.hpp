// SPDX-License-Identifier: MIT
#pragma once

/// Marks a definition that can be compiled once instead of in every unit that uses it.
///
/// By default everything is defined in the headers, `inline`. With AWAITGRAM_SEPARATE_COMPILATION the headers only declare it, and
/// one unit, of the program or of the compiled library, includes <awaitgram/src.hpp>.
#ifdef AWAITGRAM_SEPARATE_COMPILATION
#define AWAITGRAM_DECL
#else
#define AWAITGRAM_DECL inline
#endif
