// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::testing {

class server;

/// A group or channel of a test server.
class test_chat {
public:
    /// The id as the Bot API shows it: basic groups are negative, supergroups and channels below -10^12.
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& title() const noexcept { return title_; }

private:
    friend class server;
    test_chat(std::int64_t id, std::string title) : id_(id), title_(std::move(title)) {}

    std::int64_t id_;
    std::string title_;
};

} // namespace awaitgram::testing
