// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/impl/code_delivery.hpp>
#include <awaitgram/login/sign_in_state.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::login {

namespace detail {

// A text begins with this; another layout gets another one.
inline constexpr std::uint8_t layout_of_states = 1;

inline void append_text(byte_buffer& to, std::string_view text) {
    append_le(to, static_cast<std::uint32_t>(text.size()));
    append(to, bytes_of(text));
}

/// Reads what a saved state consists of; the first failure sticks.
class state_reader {
public:
    explicit state_reader(byte_view from) noexcept : left_(from) {}

    [[nodiscard]] std::int32_t number() {
        std::int32_t value = 0;
        if (const auto bytes = take(sizeof value); !bytes.empty())
            value = load_le<std::int32_t>(bytes.data());
        return value;
    }
    [[nodiscard]] std::string text() {
        const auto size = static_cast<std::uint32_t>(number());
        return std::string{text_of(take(size))};
    }
    template <class Enum>
    [[nodiscard]] Enum one_of(Enum last) {
        const auto value = number();
        failed_ = failed_ || value < 0 || value > static_cast<std::int32_t>(last);
        return failed_ ? Enum{} : static_cast<Enum>(value);
    }
    [[nodiscard]] bool complete() const noexcept { return !failed_ && left_.empty(); }

private:
    [[nodiscard]] byte_view take(std::size_t size) {
        failed_ = failed_ || size > left_.size();
        if (failed_)
            return {};
        const auto taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    byte_view left_;
    bool failed_ = false;
};

} // namespace detail

AWAITGRAM_DECL std::string saved(const sign_in_state& state) {
    const std::size_t texts = state.phone.get().size() + state.phone_code_hash.get().size() +
                              state.code.detail.size() + state.email.size() + state.hint.size() +
                              state.terms.size();
    byte_buffer bytes;
    bytes.reserve(128 + texts); // so that no copy of the number is left behind
    bytes.push_back(detail::layout_of_states);
    append_le(bytes, static_cast<std::int32_t>(state.wants));
    detail::append_text(bytes, state.phone.get());
    detail::append_text(bytes, state.phone_code_hash.get());
    append_le(bytes, static_cast<std::int32_t>(state.code.kind));
    append_le(bytes, state.code.length);
    detail::append_text(bytes, state.code.detail);
    append_le(bytes, static_cast<std::int32_t>(state.code.next));
    append_le(bytes, static_cast<std::int32_t>(state.code.timeout.count()));
    append_le(bytes, static_cast<std::int32_t>(state.sets_up_email));
    detail::append_text(bytes, state.email);
    detail::append_text(bytes, state.hint);
    append_le(bytes, static_cast<std::int32_t>(state.has_recovery));
    detail::append_text(bytes, state.terms);
    append_le(bytes, state.restarts);
    auto text = awaitgram::detail::to_base64(
        bytes, awaitgram::detail::base64_digits::url, awaitgram::detail::base64_fill::without
    );
    crypto::wipe(bytes);
    return text;
}

AWAITGRAM_DECL std::optional<sign_in_state> state_in(std::string_view text) {
    auto bytes = awaitgram::detail::from_base64(text);
    if (!bytes || bytes->empty() || bytes->front() != detail::layout_of_states)
        return std::nullopt;
    detail::state_reader from{byte_view{*bytes}.subspan(1)};
    sign_in_state state;
    state.wants = from.one_of(sign_in_wants::scan);
    state.phone = crypto::secret_text{from.text()};
    state.phone_code_hash = crypto::secret_text{from.text()};
    state.code.kind = from.one_of(code_kind::phrase);
    const auto length = from.number();
    state.code.detail = from.text();
    state.code.length = awaitgram::detail::possible_length(length);
    state.code.next = from.one_of(code_kind::phrase);
    state.code.timeout = awaitgram::detail::possible_timeout(from.number());
    state.sets_up_email = from.number() != 0;
    state.email = from.text();
    state.hint = from.text();
    state.has_recovery = from.number() != 0;
    state.terms = from.text();
    state.restarts = from.number();
    crypto::wipe(*bytes);
    // Nobody may pretend that a sign-in has ended, or that a code can be asked for without end.
    if (!from.complete() || state.wants == sign_in_wants::nothing || state.restarts < 0)
        return std::nullopt;
    return state;
}

} // namespace awaitgram::login
