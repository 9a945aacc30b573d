// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// What a user is in a group or channel. A restricted user can be outside; `left` is everybody without a record.
enum class member_status { left, member, restricted, banned, administrator, owner };

} // namespace awaitgram
