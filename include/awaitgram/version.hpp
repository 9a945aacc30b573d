// SPDX-License-Identifier: MIT
#pragma once

/// The version of the library, as in the build files.
#define AWAITGRAM_VERSION "0.1.0"
