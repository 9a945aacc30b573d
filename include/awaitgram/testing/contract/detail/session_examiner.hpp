// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/session_contract.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::testing::detail {

/// A session being checked, and the rules it has broken.
class examiner {
public:
    examiner(const session_under_test& subject, std::string rule, std::vector<broken_rule>& found)
        : subject_(subject), rule_(std::move(rule)), found_(found), storage_(subject.make()) {}

    [[nodiscard]] any_session& storage() { return *storage_; }
    [[nodiscard]] bool can_reopen() const { return static_cast<bool>(subject_.reopen); }

    /// Records a broken rule unless `kept`.
    void expect(bool kept, const std::string& what) {
        if (!kept)
            found_.push_back({rule_, what});
    }

    /// Closes and reopens the session, if that is possible.
    awaitable<void> reopen() {
        if (!can_reopen())
            co_return;
        co_await storage_->close();
        storage_.reset();
        storage_.emplace(subject_.reopen());
    }

private:
    const session_under_test& subject_;
    std::string rule_;
    std::vector<broken_rule>& found_;
    std::optional<any_session> storage_;
};

/// The error of a call; none when it succeeds.
[[nodiscard]] inline awaitable<std::error_code> error_of(awaitable<void> call) {
    std::error_code refusal;
    try {
        co_await std::move(call);
    } catch (const std::system_error& error) {
        refusal = error.code();
    }
    co_return refusal;
}

[[nodiscard]] inline crypto::auth_key key_of(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

} // namespace awaitgram::testing::detail
