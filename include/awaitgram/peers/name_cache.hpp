// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// The usernames whose owners are known, and those that no one owns, each for a while.
///
/// Telegram lets an account look up few names a day, so each answer counts. Upper and lower case do not differ.
class name_cache {
public:
    using time_point = monotonic_clock::time_point;

    /// How long an owner is believed.
    static constexpr std::chrono::hours known_for{24};
    /// How long it is believed that a name has no owner.
    static constexpr std::chrono::minutes unowned_for{10};
    /// More names than this are not kept; the cache then starts anew.
    static constexpr std::size_t most_names = 20'000;

    /// What is known of a name.
    struct entry {
        /// Nothing for a name without an owner.
        std::optional<peer_id> owner{};
        time_point until{};
    };

    /// What is known of a name; nothing when that is too old.
    [[nodiscard]] std::optional<entry> find(std::string_view name, time_point now) const;

    /// Notes the answer to a look-up: the owner, or that there is none.
    void note(std::string_view name, std::optional<peer_id> owner, time_point now);

    /// Notes all active names of a peer; those that it had before and has no longer are forgotten. Cheap for names that were noted
    /// lately.
    void note_all(peer_id owner, std::span<const std::string_view> names, time_point now);

    /// Forgets a name, as when its owner is not the one that was known.
    void forget(std::string_view name);

    /// Forgets all names, as when another account signs in.
    void clear() noexcept {
        names_.clear();
        by_owner_.clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

private:
    static constexpr std::chrono::hours noted_again_after{1};

    struct owned_names {
        std::vector<std::string> names{};
        time_point noted{};
    };

    void make_room();

    std::map<std::string, entry, std::less<>> names_{};
    /// The names of each owner, as they came.
    std::map<peer_id, owned_names> by_owner_{};
};

} // namespace awaitgram
