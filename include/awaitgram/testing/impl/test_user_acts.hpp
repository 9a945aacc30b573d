// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/impl/server_parts.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/server.hpp>
#include <awaitgram/testing/test_user.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

namespace detail {

/// The value of an action, or its refusal as an exception.
template <class T>
T demand(const result<T, std::string>& outcome) {
    if (!outcome)
        throw std::runtime_error(outcome.error());
    return *outcome;
}

} // namespace detail

AWAITGRAM_DECL seen_message test_user::edits(const seen_message& message, std::string_view text) {
    return home_->play([&](player& by) {
        detail::demand(by.edit(id_, message.chat, message.id, text));
        auto seen = by.seen_by(id_, message.chat, message.id);
        seen.edited = true;
        return seen;
    });
}

AWAITGRAM_DECL void test_user::deletes(const seen_message& message) {
    home_->play([&](player& by) { detail::demand(by.erase(id_, message.chat, {message.id})); });
}

AWAITGRAM_DECL void test_user::reacts(const seen_message& message, std::string_view emoji) {
    home_->play([&](player& by) { detail::demand(by.react(id_, message.chat, message.id, emoji)); }
    );
}

AWAITGRAM_DECL seen_message test_user::forwards(const seen_message& message, const test_peer& to) {
    const auto dialog = home_->account_of(to);
    return home_->play([&](player& by) {
        const auto id = detail::demand(by.forward(id_, message.chat, message.id, dialog));
        return by.seen_by(id_, dialog, id);
    });
}

AWAITGRAM_DECL void test_user::pins(const seen_message& message) {
    home_->play([&](player& by) { detail::demand(by.pin(id_, message.chat, message.id)); });
}

AWAITGRAM_DECL void
test_user::votes(const seen_message& message, const std::vector<std::string>& answers) {
    home_->play([&](player& by) { detail::demand(by.vote(id_, message.chat, message.id, answers)); }
    );
}

AWAITGRAM_DECL seen_message
test_user::sends_photo(const test_peer& to, std::string_view bytes, std::string_view caption) {
    test_media photo;
    photo.caption = caption;
    photo.file_name = "photo.jpg";
    photo.bytes = bytes;
    return sends(to, photo);
}

AWAITGRAM_DECL seen_message test_user::sends_document(
    const test_peer& to,
    std::string_view name,
    std::string_view bytes,
    std::string_view mime,
    std::string_view caption
) {
    test_media document;
    document.kind = media_kind::document;
    document.caption = caption;
    document.file_name = name;
    document.bytes = bytes;
    document.mime = mime;
    return sends(to, document);
}

AWAITGRAM_DECL seen_message test_user::sends(const test_peer& to, const test_media& media) {
    return sends_album(to, {media}).front();
}

AWAITGRAM_DECL std::vector<seen_message>
test_user::sends_album(const test_peer& to, const std::vector<test_media>& media) {
    const auto dialog = home_->account_of(to);
    return home_->play([&](player& by) {
        std::vector<seen_message> sent;
        for (const auto id : detail::demand(by.send_media(id_, dialog, media)))
            sent.push_back(by.seen_by(id_, dialog, id));
        return sent;
    });
}

AWAITGRAM_DECL void test_user::joins(const test_chat& chat) {
    home_->play([&](player& by) { detail::demand(by.join(id_, chat.id())); });
}

AWAITGRAM_DECL void test_user::leaves(const test_chat& chat) {
    home_->play([&](player& by) { detail::demand(by.leave(id_, chat.id())); });
}

AWAITGRAM_DECL void test_user::asks_to_join(const test_chat& chat) {
    home_->play([&](player& by) { detail::demand(by.ask_to_join(id_, chat.id())); });
}

AWAITGRAM_DECL void test_user::joins_by(std::string_view link) {
    home_->play([&](player& by) { detail::demand(by.join_by(id_, link)); });
}

AWAITGRAM_DECL void test_user::takes_username(std::string_view name) {
    home_->play([&](player& by) { detail::demand(by.take_username(id_, name)); });
}

AWAITGRAM_DECL void test_user::scans(std::string_view address) {
    home_->play([&](player& by) { detail::demand(by.scan(id_, address)); });
}

AWAITGRAM_DECL void test_user::blocks(const test_peer& account) {
    const auto other = home_->account_of(account);
    home_->play([&](player& by) { detail::demand(by.block(id_, other, true)); });
}

AWAITGRAM_DECL void test_user::unblocks(const test_peer& account) {
    const auto other = home_->account_of(account);
    home_->play([&](player& by) { detail::demand(by.block(id_, other, false)); });
}

AWAITGRAM_DECL void test_user::types(const test_peer& in) {
    const auto dialog = home_->account_of(in);
    home_->play([&](player& by) { detail::demand(by.type(id_, dialog)); });
}

AWAITGRAM_DECL void test_user::comes_online() {
    home_->play([&](player& by) { detail::demand(by.show_online(id_, true)); });
}

AWAITGRAM_DECL void test_user::goes_offline() {
    home_->play([&](player& by) { detail::demand(by.show_online(id_, false)); });
}

AWAITGRAM_DECL inline_answer test_user::asks_inline(const test_peer& bot, std::string_view text) {
    return ask(home_->account_of(bot), text, 0);
}

AWAITGRAM_DECL inline_answer
test_user::asks_inline(const test_peer& bot, std::string_view text, const test_chat& in) {
    return ask(home_->account_of(bot), text, in.id());
}

/// What has come of an action that a bot answers, when it has, or when the time for that is over.
template <class Look>
auto test_user::answer_of(Look look) {
    auto outcome = home_->play(look);
    const auto answered = [&] {
        outcome = home_->play(look);
        return outcome.answered;
    };
    const auto limit = home_->options_.bot_answer_limit;
    static_cast<void>(home_->parts_->programs.run_until(answered, nullptr, {limit, limit}));
    return outcome;
}

AWAITGRAM_DECL inline_answer
test_user::ask(std::int64_t bot, std::string_view text, std::int64_t chat) {
    const auto query = home_->play([&](player& by) {
        return detail::demand(by.ask_inline(id_, bot, text, chat));
    });
    return answer_of([query](player& by) { return by.inline_results(query); });
}

AWAITGRAM_DECL seen_message test_user::chooses(const seen_result& result, const test_peer& to) {
    const auto dialog = home_->account_of(to);
    return home_->play([&](player& by) {
        const auto id = detail::demand(by.choose(id_, result.query, result.id, dialog));
        return by.seen_by(id_, dialog, id);
    });
}

} // namespace awaitgram::testing
