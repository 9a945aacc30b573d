// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>
#include <awaitgram/mtproto/server_salt.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

namespace awaitgram::mtproto {

/// The server salts of one key with their periods of validity. All times are the server's.
class salt_keeper {
public:
    /// `first` is the salt to use until another one is known; a wrong one costs one rejected packet.
    explicit salt_keeper(std::int64_t first = 0) noexcept : current_(first) {}

    /// Adds a salt; an empty or reversed period is ignored.
    void learn(server_salt salt) {
        if (salt.valid_since >= salt.valid_until || salts_.size() >= capacity)
            return;
        salts_.push_back(salt);
    }

    /// Replaces all salts with a server's list; periods are cut off after two days, so that no salt is valid forever.
    void learn(std::span<const server_salt> list, time_point server_now) {
        salts_.clear();
        const auto second = unix_seconds(server_now);
        for (auto salt : list.first(std::min(list.size(), capacity))) {
            salt.valid_until = std::min(salt.valid_until, second + most_ahead);
            if (salt.valid_until > second)
                learn(salt);
        }
    }

    /// Sets the salt that the server demands; the known ones are discarded as wrong.
    void adopt(std::int64_t salt, time_point server_now) {
        salts_.clear();
        current_ = salt;
        trusted_until_ = server_now + detail::seconds(600);
    }

    /// Of the salts valid at this time, the one that stays valid longest.
    [[nodiscard]] std::optional<std::int64_t> valid_at(time_point server_now) const noexcept {
        const auto* best = find(server_now);
        return best ? std::optional{best->salt} : std::nullopt;
    }

    /// The salt for sending: the demanded one while it is fresh, else a valid one, else the last one used.
    [[nodiscard]] std::int64_t choose(time_point server_now) noexcept {
        if (server_now >= trusted_until_)
            if (const auto salt = valid_at(server_now))
                current_ = *salt;
        return current_;
    }

    [[nodiscard]] std::int64_t current() const noexcept { return current_; }

    /// Whether a salt is known to be valid at this time.
    [[nodiscard]] bool accepts(std::int64_t salt, time_point server_now) const noexcept {
        for (const auto& known : salts_)
            if (known.salt == salt && holds(known, unix_seconds(server_now)))
                return true;
        return false;
    }

    /// The salts with a known period, to be stored with the key, without a demanded one.
    [[nodiscard]] std::span<const server_salt> known() const noexcept {
        return {salts_.data(), salts_.size()};
    }

    /// Whether to request future salts: the known ones cover less than a minute.
    [[nodiscard]] bool runs_out(time_point server_now) const noexcept {
        return find(server_now + detail::seconds(60)) == nullptr;
    }

private:
    static constexpr std::size_t capacity = 64;
    static constexpr std::int64_t most_ahead = 48 * 3600;

    static bool holds(const server_salt& salt, std::int64_t second) noexcept {
        return salt.valid_since <= second && second < salt.valid_until;
    }

    const server_salt* find(time_point moment) const noexcept {
        const auto second = unix_seconds(moment);
        const server_salt* best = nullptr;
        for (const auto& salt : salts_)
            if (holds(salt, second) && (!best || best->valid_until < salt.valid_until))
                best = &salt;
        return best;
    }

    detail::list<server_salt> salts_;
    std::int64_t current_;
    time_point trusted_until_{};
};

} // namespace awaitgram::mtproto
