// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/chat_member.hpp>
#include <awaitgram/types/self_info.hpp>

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
class member_cursor final : public detail::cursor<chat_member> {
public:
    /// Used by member_methods::members.
    member_cursor(const self_info* account, chat_query chat, member_options options);

private:
    awaitable<void> fetch() override;
    awaitable<void> fetch_group();
    awaitable<void> fetch_channel();
    /// Those that no page before has had.
    [[nodiscard]] std::vector<chat_member> unseen(std::vector<chat_member> found);
    [[nodiscard]] bool selects(const chat_member& member) const;

    const self_info* account_;
    chat_query asked_;
    std::optional<resolved_chat> chat_{};
    member_filter filter_;
    std::string search_;
    std::int32_t offset_ = 0;
    /// Telegram moves members between pages.
    std::set<std::int64_t> seen_{};
};

} // namespace awaitgram
