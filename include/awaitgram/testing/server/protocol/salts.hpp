// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace awaitgram::testing {

/// A salt and the interval in which it is valid.
struct salt_window {
    time_point since{};
    time_point until{};
    std::int64_t salt{};
};

/// The salts of one key. A new one starts every half hour and is valid for an hour, so that two are valid at any time.
class key_salts {
public:
    static constexpr std::chrono::minutes period{30};

    key_salts(std::int64_t first, time_point created) {
        windows_.push_back({created, created + 2 * period, first});
    }

    /// Whether a message with this salt is accepted now.
    [[nodiscard]] bool accepts(std::int64_t salt, time_point now) const {
        for (const auto& window : windows_)
            if (window.salt == salt && window.since <= now && now < window.until)
                return true;
        return false;
    }

    /// The newest salt that is valid now.
    [[nodiscard]] std::int64_t current(time_point now, crypto::random_source& random) {
        extend(now, 0, random);
        auto salt = windows_.front().salt;
        for (const auto& window : windows_)
            if (window.since <= now)
                salt = window.salt;
        return salt;
    }

    /// The salts that are valid now or later, earliest first.
    [[nodiscard]] std::vector<salt_window>
    upcoming(time_point now, std::size_t count, crypto::random_source& random) {
        extend(now, count, random);
        std::vector<salt_window> list;
        for (const auto& window : windows_)
            if (window.until > now && list.size() < count)
                list.push_back(window);
        return list;
    }

private:
    /// Drops expired windows and adds those that are due, and more until there are `count`.
    void extend(time_point now, std::size_t count, crypto::random_source& random) {
        while (!windows_.empty() && windows_.front().until <= now)
            windows_.pop_front();
        if (windows_.empty()) // the key was not used for longer than a window
            windows_.push_back(next(now, random));
        while (windows_.back().since + period <= now || windows_.size() < count)
            windows_.push_back(next(windows_.back().since + period, random));
    }

    static salt_window next(time_point since, crypto::random_source& random) {
        salt_window window{since, since + 2 * period, 0};
        std::uint8_t bytes[8]{};
        // A failing source leaves a salt that is merely easy to guess.
        const auto filled = random.fill(bytes);
        window.salt = load_le<std::int64_t>(bytes);
        if (!filled || window.salt == 0)
            window.salt = unix_seconds(since);
        return window;
    }

    std::deque<salt_window> windows_;
};

} // namespace awaitgram::testing
