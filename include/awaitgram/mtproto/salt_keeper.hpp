// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace awaitgram::mtproto {

/// A salt that the server accepts from `since` up to but excluding `until`, by its own clock.
struct server_salt {
    std::int64_t value{};
    time_point since{};
    time_point until{};
};

/// The server salts of one key, by the times at which they hold. All times are the server's.
class salt_keeper {
public:
    /// `first` is the salt to use as long as nothing better is known; a wrong one costs one rejected packet.
    explicit salt_keeper(std::int64_t first = 0) noexcept : current_(first) {}

    /// Notes a salt for its time; an empty or reversed time is ignored.
    void learn(server_salt salt) {
        if (salt.since >= salt.until || salts_.size() >= capacity)
            return;
        salts_.push_back(salt);
    }

    /// Replaces all salts by a server's list; what it claims for more than a day ahead is cut off there, so that no salt is eternal.
    void learn(std::span<const server_salt> list, time_point server_now) {
        salts_.clear();
        for (auto salt : list.first(std::min(list.size(), capacity))) {
            salt.until = std::min(salt.until, server_now + detail::seconds(48 * 3600));
            if (salt.until > server_now)
                learn(salt);
        }
    }

    /// Takes the salt that the server demands now; what was known before was evidently wrong.
    void adopt(std::int64_t salt, time_point server_now) {
        salts_.clear();
        current_ = salt;
        trusted_until_ = server_now + detail::seconds(600);
    }

    /// The salt of those valid at this moment that stays valid longest.
    [[nodiscard]] std::optional<std::int64_t> valid_at(time_point server_now) const noexcept {
        const auto* best = find(server_now);
        return best ? std::optional{best->value} : std::nullopt;
    }

    /// The salt to send with: the demanded one while it is fresh, then a valid one, then the last one used.
    [[nodiscard]] std::int64_t choose(time_point server_now) noexcept {
        if (server_now >= trusted_until_)
            if (const auto salt = valid_at(server_now))
                current_ = *salt;
        return current_;
    }

    [[nodiscard]] std::int64_t current() const noexcept { return current_; }

    /// Whether a salt is known to hold at this moment.
    [[nodiscard]] bool accepts(std::int64_t salt, time_point server_now) const noexcept {
        for (const auto& known : salts_)
            if (known.value == salt && known.since <= server_now && server_now < known.until)
                return true;
        return false;
    }

    /// What to store with the key: the salts with known times, which a demanded one has not.
    [[nodiscard]] std::span<const server_salt> known() const noexcept {
        return {salts_.data(), salts_.size()};
    }

    /// Whether it is time to ask the server for future salts: less than a minute is covered.
    [[nodiscard]] bool runs_out(time_point server_now) const noexcept {
        return find(server_now + detail::seconds(60)) == nullptr;
    }

private:
    static constexpr std::size_t capacity = 64;

    const server_salt* find(time_point moment) const noexcept {
        const server_salt* best = nullptr;
        for (const auto& salt : salts_)
            if (salt.since <= moment && moment < salt.until && (!best || best->until < salt.until))
                best = &salt;
        return best;
    }

    detail::list<server_salt> salts_;
    std::int64_t current_;
    time_point trusted_until_{};
};

} // namespace awaitgram::mtproto
