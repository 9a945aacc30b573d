// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/usernames.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/user.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

namespace detail {

template <class UserOrChannel>
[[nodiscard]] std::string_view first_username(const UserOrChannel& peer) noexcept {
    std::string_view first;
    for_each_username(peer, [&first](std::string_view each) {
        if (first.empty())
            first = each;
    });
    return first;
}

template <class UserOrChannel>
[[nodiscard]] std::vector<std::string_view> username_views(const UserOrChannel& peer) {
    std::vector<std::string_view> names;
    for_each_username(peer, [&names](std::string_view each) { names.push_back(each); });
    return names;
}

[[nodiscard]] inline std::string public_link(std::string_view username) {
    return username.empty() ? std::string{} : std::string{"https://t.me/"}.append(username);
}

} // namespace detail

AWAITGRAM_DECL std::string_view user::username() const noexcept {
    return detail::first_username(*raw_);
}

AWAITGRAM_DECL std::vector<std::string_view> user::usernames() const {
    return detail::username_views(*raw_);
}

AWAITGRAM_DECL text user::mention() const {
    const auto name = full_name();
    return mention(name.empty() ? std::string_view{"Deleted account"} : std::string_view{name});
}

AWAITGRAM_DECL text user::mention(std::string_view words) const {
    awaitgram::text mentioning;
    mentioning.mention(words, id());
    return mentioning;
}

AWAITGRAM_DECL std::string user::link() const {
    const auto name = username();
    return name.empty() ? "tg://user?id=" + std::to_string(id()) : detail::public_link(name);
}

} // namespace awaitgram
