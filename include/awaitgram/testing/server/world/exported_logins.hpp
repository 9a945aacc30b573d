// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A login on its way from the data centre of its account to another one.
struct exported_login {
    std::int64_t account{};
    /// The key that asked for it.
    std::int64_t key_id{};
    std::int32_t to_dc{};
    std::int32_t expires{};
};

/// How often logins were taken to a data centre.
struct transfer_count {
    std::size_t exported{};
    std::size_t imported{};
};

/// The logins that are on their way to other data centres, and those that have arrived.
class exported_logins {
public:
    void add(std::string bytes, const exported_login& login, std::int32_t now) {
        std::erase_if(waiting_, [now](const auto& each) { return each.second.expires <= now; });
        ++counts_[login.to_dc].exported;
        waiting_[std::move(bytes)] = login;
    }

    /// The login with these bytes, before it expires.
    [[nodiscard]] const exported_login* find(const std::string& bytes, std::int32_t now) const {
        const auto known = waiting_.find(bytes);
        return known == waiting_.end() || known->second.expires <= now ? nullptr : &known->second;
    }

    /// A login has arrived: its bytes are used up.
    void arrived(const std::string& bytes, std::int64_t as_key) {
        const auto known = waiting_.find(bytes);
        if (known == waiting_.end())
            return;
        ++counts_[known->second.to_dc].imported;
        imported_.emplace(known->second.key_id, as_key);
        waiting_.erase(known);
    }

    /// The login of a key has ended: takes the keys that got theirs from it.
    [[nodiscard]] std::vector<std::int64_t> take_imported(std::int64_t from_key) {
        std::erase_if(waiting_, [from_key](const auto& each) {
            return each.second.key_id == from_key;
        });
        std::vector<std::int64_t> keys;
        const auto [first, last] = imported_.equal_range(from_key);
        for (auto at = first; at != last; ++at)
            keys.push_back(at->second);
        imported_.erase(first, last);
        return keys;
    }

    [[nodiscard]] transfer_count count(std::int32_t to_dc) const {
        const auto known = counts_.find(to_dc);
        return known == counts_.end() ? transfer_count{} : known->second;
    }

private:
    std::map<std::string, exported_login> waiting_;
    std::multimap<std::int64_t, std::int64_t> imported_; // by the key that exported them
    std::map<std::int32_t, transfer_count> counts_;
};

} // namespace awaitgram::testing
