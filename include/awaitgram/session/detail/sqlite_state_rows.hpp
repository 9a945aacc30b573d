// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/session/detail/sqlite_update_rows.hpp>
#include <awaitgram/session/detail/value_cipher.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// Reads and writes the states in a session file, and has the cipher of the file; the caller provides the transaction.
class sqlite_state_rows : public sqlite_update_rows {
public:
    using sqlite_update_rows::sqlite_update_rows;

    /// From now on, values are encrypted with `other`, or not encrypted when there is none.
    [[nodiscard]] std::optional<value_cipher> exchange_cipher(std::optional<value_cipher> other) {
        return std::exchange(cipher_, std::move(other));
    }

    [[nodiscard]] std::optional<kept_state> state(const state_key& key) {
        auto select = use_.select_state.on(file_);
        bind_key(select, key);
        if (!select.step())
            return std::nullopt;
        return state_in(select, 0, key);
    }

    void set_state(const state_key& key, const std::optional<kept_state>& now) {
        if (const auto error = check(key))
            throw std::system_error(error);
        if (const auto error = now ? check(*now) : std::error_code{})
            throw std::system_error(error);
        if (now) {
            byte_buffer sealed;
            const auto value = seal(now->value, place_of(key, now->expires), sealed);
            auto set = use_.set_state.on(file_);
            bind_key(set, key).bind(now->expires);
            // A null pointer would be bound as null.
            value.empty() ? set.bind_zeros(0) : set.bind_blob(value);
            set.run();
        } else {
            auto forget = use_.forget_state.on(file_);
            bind_key(forget, key).run();
        }
        remove_expired();
    }

    void each_state(function_ref<void(const state_key&, kept_state)> take) {
        statement select{
            file_, "select expires, value, chat, user, topic, business, name from state"};
        while (select.step()) {
            state_key key;
            key.chat = select.number(2);
            key.user = select.number(3);
            key.topic = select.small_number(4);
            key.business = select.text(5);
            key.name = select.text(6);
            if (check(key))
                select.damaged(5);
            auto state = state_in(select, 0, key);
            take(key, std::move(state));
        }
    }

protected:
    /// The value itself or, in `sealed`, its encrypted form.
    byte_view seal(byte_view value, const value_place& place, byte_buffer& sealed) {
        if (!cipher_)
            return value;
        sealed = cipher_->seal(value, place);
        return sealed;
    }

    std::optional<value_cipher> cipher_{};

private:
    static constexpr auto between_removals = std::chrono::minutes{1};

    static statement& bind_key(statement& to, const state_key& key) {
        return to.bind(key.chat)
            .bind(key.user)
            .bind(std::int64_t{key.topic})
            .bind_text(key.business)
            .bind_text(key.name);
    }

    /// Of a key with two texts, only a hash has room.
    static value_place place_of(const state_key& key, std::int64_t expires) {
        byte_buffer all;
        append_le(all, key.chat);
        append_le(all, key.user);
        append_le(all, key.topic);
        append_le(all, expires);
        append_le(all, std::uint64_t{key.business.size()});
        append(all, bytes_of(key.business));
        append(all, bytes_of(key.name));
        const auto hash = crypto::sha256({all});
        return {
            value_place::column::state,
            load_le<std::int64_t>(hash.data()),
            load_le<std::int64_t>(hash.data() + 8)};
    }

    [[nodiscard]] kept_state
    state_in(const statement& row, int expires_column, const state_key& key) {
        kept_state state;
        state.expires = row.number(expires_column);
        const auto stored = row.blob(expires_column + 1);
        if (!cipher_) {
            state.value.assign(stored.begin(), stored.end());
        } else {
            if (stored.size() < value_cipher::overhead)
                row.damaged(expires_column + 1);
            state.value.resize(stored.size() - value_cipher::overhead);
            if (!cipher_->open(stored, place_of(key, state.expires), state.value))
                row.damaged(expires_column + 1);
        }
        if (check(state))
            row.damaged(expires_column + 1);
        return state;
    }

    void remove_expired() {
        const auto now = steady_now();
        if (removed_ && now < *removed_ + between_removals)
            return;
        use_.forget_expired.on(file_).bind(unix_seconds(now)).run();
        removed_ = now;
    }

    std::optional<time_point> removed_{};
};

} // namespace awaitgram::detail
