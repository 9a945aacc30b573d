// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>

// Stories of accounts.

namespace awaitgram::testing {

/// Who sees a story beside its account. Single accounts precede the contacts, and these precede all.
struct story_privacy {
    bool all{};
    bool contacts{};
    bool not_contacts{};
    std::set<std::int64_t> shown_to{};
    std::set<std::int64_t> hidden_from{};

    [[nodiscard]] bool shows(std::int64_t viewer, bool is_contact) const {
        if (hidden_from.count(viewer) != 0)
            return false;
        if (shown_to.count(viewer) != 0)
            return true;
        return is_contact ? (all || contacts) && !not_contacts : all;
    }
};

/// A story; it is active until it expires.
struct stored_story {
    std::int32_t id{};
    std::int64_t random_id{};
    std::int32_t date{};
    std::int32_t expires{};
    /// Whether it stays in the profile.
    bool pinned{};
    bool noforwards{};
    bool edited{};
    std::string caption{};
    tl::vector<api::MessageEntity> entities{};
    api::MessageMedia media{};
    story_privacy privacy{};
    /// When accounts have seen it.
    std::map<std::int64_t, std::int32_t> viewers{};

    [[nodiscard]] bool is_active(std::int32_t now) const noexcept { return now < expires; }
};

/// The stories of an account, by their ids, and what it has read of those of others.
struct story_list {
    std::map<std::int32_t, stored_story> stories{};
    std::int32_t last_id{};
    /// The greatest id that was read of each account.
    std::map<std::int64_t, std::int32_t> read{};

    [[nodiscard]] stored_story* find(std::int32_t id) {
        const auto known = stories.find(id);
        return known == stories.end() ? nullptr : &known->second;
    }
    [[nodiscard]] std::int32_t read_of(std::int64_t account) const {
        const auto known = read.find(account);
        return known == read.end() ? 0 : known->second;
    }
};

} // namespace awaitgram::testing
