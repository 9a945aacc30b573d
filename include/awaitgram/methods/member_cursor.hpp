// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/chat_member.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// The members that a list has.
enum class member_filter {
    /// Those who came or were active last; all of a small chat.
    recent,
    admins,
    bots,
    /// Those who cannot come back; only for administrators.
    banned,
    /// Members who may do less than others; only for administrators.
    restricted,
    /// Members who are contacts of the account.
    contacts,
};

/// Which members are listed.
struct member_options {
    member_filter filter = member_filter::recent;
    /// A part of the name or username; empty for all. Without effect on administrators and bots.
    std::string_view search = {};
    /// How many at most; 0 for all that Telegram tells.
    std::int32_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<member_options>);

/// The members of a group or channel, each once, fetched two hundred at a time; those of a basic group all at once.
///
/// Of large chats Telegram tells the first 10 000 at most, of channels and of groups that hide their members only administrators get a
/// list (CHAT_ADMIN_REQUIRED). Members who come or go meanwhile can be missing.
class member_cursor {
public:
    /// Used by member_methods::members.
    member_cursor(const self_info* account, chat_query chat, member_options options);

    /// The next member, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
    /// Cancels: the same member comes with the next call.
    [[nodiscard]] awaitable<std::optional<chat_member>> next();

    /// How many there are in all, as Telegram counted them for the last page; nothing before the first call of `next`.
    [[nodiscard]] std::optional<std::int32_t> total() const noexcept { return total_; }

private:
    awaitable<void> fetch();
    awaitable<void> fetch_group();
    awaitable<void> fetch_channel();
    void take(std::vector<chat_member> found);
    [[nodiscard]] bool selects(const chat_member& member) const;

    const self_info* account_;
    chat_query asked_;
    std::optional<resolved_chat> chat_{};
    member_filter filter_;
    std::string search_;
    std::int32_t limit_;
    std::vector<chat_member> page_{};
    std::size_t at_ = 0;
    std::int32_t offset_ = 0;
    std::int32_t given_ = 0;
    /// Telegram moves members between pages.
    std::set<std::int64_t> seen_{};
    std::optional<std::int32_t> total_{};
    bool complete_ = false;
};

} // namespace awaitgram
