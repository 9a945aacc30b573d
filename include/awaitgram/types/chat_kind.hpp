// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The kind of chat a message is in. Supergroups, gigagroups and the direct messages of a channel count as groups.
enum class chat_kind { private_chat, group, channel };

} // namespace awaitgram
