// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The state of a setting that has two.
enum class toggle : bool { off, on };

} // namespace awaitgram
