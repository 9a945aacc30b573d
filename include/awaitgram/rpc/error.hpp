// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error_name.hpp>
#include <awaitgram/rpc/detail/cures.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
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
    /// `text` as the server sent it, such as `FLOOD_WAIT_42`; `method` is that of the request.
    rpc_error(std::int32_t code, std::string_view text, std::string method = {})
        : code_(code), details_(std::make_shared<const details>(code, text, std::move(method))) {}

    // Copied where others are moved: there is no rpc_error without details.
    rpc_error(const rpc_error&) = default;
    rpc_error& operator=(const rpc_error&) = default;
    ~rpc_error() override = default;

    /// 303, 400, 401, 403, 404, 406, 420, 500, …
    [[nodiscard]] std::int32_t code() const noexcept { return code_; }

    /// The error without its number: `FLOOD_WAIT`, `FILE_PART_MISSING`; split_error says how.
    [[nodiscard]] std::string_view name() const noexcept { return details_->name; }

    /// Whether this is its name; also for errors that are not in `awaitgram::errors`, or are not documented for the method.
    [[nodiscard]] bool is_named(std::string_view name) const noexcept {
        return details_->name == name;
    }

    /// The error as the server sent it: `FLOOD_WAIT_42`, `FILE_PART_3_MISSING`.
    [[nodiscard]] std::string_view text() const noexcept { return details_->text; }

    /// The number inside the error: 42 of `FLOOD_WAIT_42`.
    [[nodiscard]] std::optional<int> value() const noexcept { return details_->value; }

    /// How long to wait before asking again: at least one second and at most 14 days for code 420, else zero.
    [[nodiscard]] std::chrono::seconds wait() const noexcept { return details_->wait(); }

    /// The method that was refused, such as `messages.sendMessage`; empty when unknown.
    [[nodiscard]] std::string_view method() const noexcept { return details_->method; }

    /// `FLOOD_WAIT: wait 42 s (420, messages.sendMessage)`; errors about chats and users also say what helps.
    [[nodiscard]] const char* what() const noexcept override { return details_->what.c_str(); }

    friend bool operator==(const rpc_error& error, const error_name& known) noexcept {
        return error.name() == known.name;
    }

private:
    /// Shared by all copies, so that an answer, which may be an error, takes little room in every coroutine it passes.
    struct details {
        details(std::int32_t with_code, std::string_view sent, std::string of_method)
            : code(with_code), text(printable(sent)), method(std::move(of_method)) {
            auto parts = split_error(text);
            name = std::move(parts.name);
            value = parts.value;
            compose();
        }

        [[nodiscard]] std::chrono::seconds wait() const noexcept {
            if (code != 420 || !value)
                return std::chrono::seconds{0};
            return std::chrono::seconds{std::clamp(*value, 1, 14 * 24 * 60 * 60)};
        }

        static std::string printable(std::string_view text) {
            std::string clean{text.substr(0, 256)};
            for (auto& character : clean)
                if (character < ' ' || character > '~')
                    character = '?';
            return clean;
        }

        void compose() {
            what = name.empty() ? text : name;
            if (code == 420 && value)
                what += ": wait " + std::to_string(wait().count()) + " s";
            else if (value)
                what += ": " + std::to_string(*value);
            what += " (" + std::to_string(code);
            if (!method.empty())
                what += ", " + method;
            what += ')';
            if (const auto cure = rpc::detail::cure_of(name); !cure.empty())
                what.append(": ").append(cure);
        }

        std::int32_t code;
        std::string text;
        std::string method;
        std::string name;
        std::optional<int> value;
        std::string what;
    };

    std::int32_t code_;
    std::shared_ptr<const details> details_;
};

} // namespace awaitgram
