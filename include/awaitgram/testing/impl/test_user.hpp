// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/impl/server_parts.hpp>
#include <awaitgram/testing/impl/test_user_acts.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/server.hpp>
#include <awaitgram/testing/server/sights.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/testing/test_user.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

namespace detail {

[[nodiscard]] inline awaitable<std::string> prompted(std::string text) {
    co_return text;
}

/// Names what there is: `"Yes", "No"`.
[[nodiscard]] inline std::string quoted(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "\"" : ", \"") + name + '"';
    return list;
}

[[noreturn]] inline void
no_such(const std::string& what, std::string_view wanted, const std::vector<std::string>& names) {
    throw std::runtime_error(
        "there is no " + what + " \"" + std::string{wanted} + "\"; " +
        (names.empty() ? "there is none at all" : "there is " + quoted(names))
    );
}

} // namespace detail

AWAITGRAM_DECL const seen_button& seen_message::button(std::string_view wanted) const {
    std::vector<std::string> texts;
    for (const auto& row : buttons)
        for (const auto& each : row) {
            if (each.text == wanted)
                return each;
            texts.push_back(each.text);
        }
    detail::no_such("button", wanted, texts);
}

AWAITGRAM_DECL std::vector<std::vector<std::string>> seen_message::button_texts() const {
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : buttons) {
        auto& texts = rows.emplace_back();
        for (const auto& each : row)
            texts.push_back(each.text);
    }
    return rows;
}

AWAITGRAM_DECL const seen_entity& seen_message::entity(std::string_view kind) const {
    std::vector<std::string> kinds;
    for (const auto& each : entities) {
        if (each.kind == kind)
            return each;
        kinds.push_back(each.kind);
    }
    detail::no_such("entity", kind, kinds);
}

AWAITGRAM_DECL const seen_result& inline_answer::result(std::string_view wanted) const {
    std::vector<std::string> titles;
    for (const auto& each : results) {
        if (each.title == wanted || each.id == wanted)
            return each;
        titles.push_back(each.title.empty() ? each.id : each.title);
    }
    detail::no_such("result", wanted, titles);
}

AWAITGRAM_DECL sign_in_prompts test_user::prompts() const {
    sign_in_prompts answers;
    answers.phone = [phone = phone_] { return detail::prompted(phone); };
    answers.code = [code = home_->code()](const std::string&) { return detail::prompted(code); };
    answers.password = [password = home_->options_.password](const std::string&) {
        return detail::prompted(password);
    };
    return answers;
}

AWAITGRAM_DECL seen_message
test_user::writes(const test_peer& to, std::string_view text, const write_options& options) {
    const auto dialog = home_->account_of(to);
    return home_->play([&](player& by) {
        const auto id = by.post(id_, dialog, text, options.reply_to, options.silent);
        if (!id)
            throw std::runtime_error(id.error());
        return by.seen_by(id_, dialog, *id);
    });
}

AWAITGRAM_DECL std::string test_user::reads(const test_peer& from) {
    return look(from, nullptr, sight_kind::messages).text;
}

AWAITGRAM_DECL std::string test_user::reads(const test_peer& from, const test_chat& in) {
    return look(from, &in, sight_kind::messages).text;
}

AWAITGRAM_DECL seen_message test_user::sees(const test_peer& from) {
    return look(from, nullptr, sight_kind::both);
}

AWAITGRAM_DECL seen_message test_user::sees(const test_peer& from, const test_chat& in) {
    return look(from, &in, sight_kind::both);
}

AWAITGRAM_DECL void test_user::sees_nothing(const test_peer& from) {
    look_for_nothing(from, nullptr);
}

AWAITGRAM_DECL void test_user::sees_nothing(const test_peer& from, const test_chat& in) {
    look_for_nothing(from, &in);
}

AWAITGRAM_DECL void test_user::look_for_nothing(const test_peer& from, const test_chat* in) {
    if (clock::current() == nullptr)
        throw std::logic_error("awaitgram: sees_nothing needs the clock of the test server, "
                               "because without it nothing "
                               "says for how long to wait");
    const auto in_chat = from.what_ == test_peer::kind::chat;
    const auto writer = home_->account_of(from);
    const auto chat = in != nullptr ? in->id() : writer;
    auto& parts = *home_->parts_;
    parts.programs.settle();
    if (const auto error = parts.programs.failures().take())
        std::rethrow_exception(error);
    std::optional<seen_message> seen;
    home_->play([&](player&) {
        seen = parts.seen.next(
            parts.machine.accounts(), id_, chat, in_chat ? 0 : writer, sight_kind::both
        );
    });
    if (seen)
        throw std::runtime_error(
            name_ + " sees " + (seen->edited ? "an edit, \"" : "a message, \"") + seen->text + "\""
        );
}

AWAITGRAM_DECL seen_message test_user::sees_edit(const test_peer& from) {
    return look(from, nullptr, sight_kind::edits);
}

AWAITGRAM_DECL seen_message test_user::sees_edit(const test_peer& from, const test_chat& in) {
    return look(from, &in, sight_kind::edits);
}

AWAITGRAM_DECL seen_message
test_user::look(const test_peer& from, const test_chat* in, sight_kind wanted) {
    const auto in_chat = from.what_ == test_peer::kind::chat;
    const auto writer = home_->account_of(from);
    const auto chat = in != nullptr ? in->id() : writer;
    auto& parts = *home_->parts_;
    std::optional<seen_message> seen;
    const auto look_again = [&] {
        home_->play([&](player& by) {
            seen =
                parts.seen.next(parts.machine.accounts(), id_, chat, in_chat ? 0 : writer, wanted);
            if (seen && !seen->edited)
                by.read(id_, chat, seen->id);
        });
        return seen.has_value();
    };
    if (!parts.programs.run_until(look_again, from.program_)) {
        const auto by = from.what_ == test_peer::kind::bot ? std::string{"the bot"}
                        : in_chat                          ? std::string{"anyone else"}
                                                           : "account " + std::to_string(writer);
        home_->give_up(
            wanted == sight_kind::edits ? by + " edited no message that " + name_ + " sees"
                                        : by + " did not write to " + name_
        );
    }
    return *std::move(seen);
}

AWAITGRAM_DECL press_result test_user::presses(const seen_button& button) {
    press_result result;
    if (button.kind == "text") {
        home_->play([&](player& by) {
            if (const auto sent = by.post(id_, button.chat, button.text); !sent)
                throw std::runtime_error(sent.error());
        });
        return result;
    }
    if (!button.url.empty() || button.kind == "copy") {
        result.url = button.url;
        result.text = button.kind == "copy" ? button.data : "";
        return result;
    }
    if (button.kind != "callback")
        throw std::runtime_error(
            "a button of the kind \"" + button.kind + "\" can only be pressed in a real client"
        );
    const auto query = home_->play([&](player& by) {
        const auto pressed = by.press_data(id_, button.chat, button.message, button.data);
        if (!pressed)
            throw std::runtime_error(pressed.error());
        return *pressed;
    });
    return answer_of([query](player& by) { return by.press_outcome(query); });
}

} // namespace awaitgram::testing
