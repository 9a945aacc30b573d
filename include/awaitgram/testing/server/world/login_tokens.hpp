// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A login that a client without an account shows as a QR code.
struct login_token {
    /// The key that asks for it.
    std::int64_t key_id{};
    std::int32_t expires{};
    /// The accounts that may not accept it.
    std::set<std::int64_t> except{};
    /// The account that has accepted it; 0 for none.
    std::int64_t accepted_by{};
};

/// The tokens of sign-ins: those in QR codes, and those by which devices are recognised after a log-out.
class login_tokens {
public:
    /// Shows a token for a key, in place of an earlier one.
    void show(const std::string& token, login_token shown) {
        std::erase_if(shown_, [&](const auto& each) { return each.second.key_id == shown.key_id; });
        shown_[token] = std::move(shown);
    }
    [[nodiscard]] login_token* find(const std::string& token) {
        const auto known = shown_.find(token);
        return known == shown_.end() ? nullptr : &known->second;
    }
    /// The token of a key that an account has accepted, and the account; nothing while there is none.
    [[nodiscard]] std::optional<std::pair<std::string, std::int64_t>> accepted(std::int64_t key_id
    ) const {
        for (const auto& [token, shown] : shown_)
            if (shown.key_id == key_id && shown.accepted_by != 0)
                return std::pair{token, shown.accepted_by};
        return std::nullopt;
    }
    /// Takes the account that has accepted a token of a key.
    [[nodiscard]] std::optional<std::int64_t> take_accepted(std::int64_t key_id) {
        for (auto at = shown_.begin(); at != shown_.end(); ++at)
            if (at->second.key_id == key_id && at->second.accepted_by != 0) {
                const auto account = at->second.accepted_by;
                shown_.erase(at);
                return account;
            }
        return std::nullopt;
    }

    /// Recognises a device of an account later.
    void keep(const std::string& token, std::int64_t account) { kept_[token] = account; }
    /// Whether a token recognises a device of an account; it does so once.
    [[nodiscard]] bool take_kept(const std::string& token, std::int64_t account) {
        const auto known = kept_.find(token);
        if (known == kept_.end() || known->second != account)
            return false;
        kept_.erase(known);
        return true;
    }

private:
    std::map<std::string, login_token> shown_;
    std::map<std::string, std::int64_t> kept_;
};

} // namespace awaitgram::testing
