// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/command.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A user or chat that a filter looks for: a number as in the Bot API, a name with or without the @, or "me".
class peer_pattern {
public:
    template <std::integral Number>
    peer_pattern(Number id) noexcept : id_(static_cast<std::int64_t>(id)) {}
    peer_pattern(std::string_view name) : name_(name.starts_with('@') ? name.substr(1) : name) {}
    peer_pattern(const char* name) : peer_pattern(std::string_view{name}) {}
    peer_pattern(const std::string& name) : peer_pattern(std::string_view{name}) {}

    /// The number; 0 for a name.
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    /// The name without the @; empty for a number.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    std::int64_t id_ = 0;
    std::string name_{};
};

/// Users or chats that a filter looks for.
class peer_patterns {
public:
    explicit peer_patterns(const peer_pattern& one) { add(one); }
    explicit peer_patterns(std::initializer_list<peer_pattern> all) {
        for (const auto& each : all)
            add(each);
    }

    /// Whether a user or chat is one of them; names are compared with all that it has in use, among `peers`.
    [[nodiscard]] bool
    match(std::int64_t dialog, const peer_map* peers, const self_info* receiver) const;

private:
    void add(const peer_pattern& each) {
        if (each.name().empty())
            ids_.push_back(each.id());
        else if (each.name() == "me")
            me_ = true;
        else
            names_.push_back(each.name());
    }

    std::vector<std::int64_t> ids_{};
    std::vector<std::string> names_{};
    bool me_ = false;
};

} // namespace awaitgram
