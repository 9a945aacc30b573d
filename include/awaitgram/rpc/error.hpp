// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error_name.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// Telegram refused a request. Spec: https://core.telegram.org/api/errors
///
/// Compare with the names in `awaitgram::errors`: `if (error == errors::USER_ALREADY_PARTICIPANT)`.
class rpc_error : public std::exception {
public:
    /// `text` as the server sent it, such as `FLOOD_WAIT_42`; `method` is the request it answers.
    rpc_error(std::int32_t code, std::string_view text, std::string method = {})
        : code_(code), text_(printable(text)), method_(std::move(method)) {
        split();
        compose();
    }

    /// 303, 400, 401, 403, 404, 406, 420, 500, …
    [[nodiscard]] std::int32_t code() const noexcept { return code_; }

    /// The error without its number: `FLOOD_WAIT`, `FILE_PART_MISSING`.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    /// The error as the server sent it: `FLOOD_WAIT_42`, `FILE_PART_3_MISSING`.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    /// The number inside the error: 42 of `FLOOD_WAIT_42`.
    [[nodiscard]] std::optional<int> value() const noexcept { return value_; }

    /// How long to wait before asking again: at least one second and at most 14 days for code 420, else zero.
    [[nodiscard]] std::chrono::seconds wait() const noexcept {
        if (code_ != 420 || !value_)
            return std::chrono::seconds{0};
        return std::chrono::seconds{std::clamp(*value_, 1, 14 * 24 * 60 * 60)};
    }

    /// The method that was refused, such as `messages.sendMessage`; empty when unknown.
    [[nodiscard]] std::string_view method() const noexcept { return method_; }

    /// `FLOOD_WAIT: wait 42 s (420, messages.sendMessage)`
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

    friend bool operator==(const rpc_error& error, const error_name& known) noexcept {
        return error.name_ == known.name;
    }

private:
    static std::string printable(std::string_view text) {
        std::string clean{text.substr(0, 256)};
        for (auto& character : clean)
            if (character < ' ' || character > '~')
                character = '?';
        return clean;
    }

    static bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

    /// Takes the number out of `text_`, where a whole part between underscores is one.
    void split() {
        name_ = text_;
        for (std::size_t at = 0; at < text_.size();) {
            const auto end = std::min(text_.find('_', at), text_.size());
            const auto part = std::string_view{text_}.substr(at, end - at);
            if (!part.empty() && part.size() <= 10 &&
                std::all_of(part.begin(), part.end(), is_digit)) {
                std::int64_t number = 0;
                for (const auto digit : part)
                    number = number * 10 + (digit - '0');
                value_ = static_cast<int>(std::min<std::int64_t>(number, 2'147'483'647));
                // The underscore before it goes too, or the one after it at the very start.
                if (at > 0)
                    name_.erase(at - 1, part.size() + 1);
                else
                    name_.erase(0, std::min(part.size() + 1, name_.size()));
                return;
            }
            at = end + 1;
        }
    }

    void compose() {
        what_ = name_.empty() ? text_ : name_;
        if (code_ == 420 && value_)
            what_ += ": wait " + std::to_string(wait().count()) + " s";
        else if (value_)
            what_ += ": " + std::to_string(*value_);
        what_ += " (" + std::to_string(code_);
        if (!method_.empty())
            what_ += ", " + method_;
        what_ += ')';
    }

    std::int32_t code_;
    std::string text_;
    std::string method_;
    std::string name_;
    std::optional<int> value_;
    std::string what_;
};

} // namespace awaitgram
