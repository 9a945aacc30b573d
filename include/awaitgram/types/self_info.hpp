// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace awaitgram {

class any_session;
class peer_cache;
class peer_resolver;
class send_order;

namespace rpc {
class invoker;
}

/// The access to an account: handles and methods call the API through it, and find peers in its session.
struct account_access {
    rpc::invoker* calls = nullptr;
    any_session* session = nullptr;
    /// The peers that came along lately, which the session may not have yet; null for none.
    const peer_cache* recent = nullptr;
    /// Finds peers by name, and those that did not come along; null for none.
    peer_resolver* resolver = nullptr;
    /// Keeps the messages that are sent to one chat in order; null for none.
    send_order* order = nullptr;

    /// Whether there is an account to act for; not in messages that a test builds.
    explicit operator bool() const noexcept { return calls != nullptr && session != nullptr; }
};

/// The account that receives updates; handles such as `message` answer through it.
struct self_info {
    account_access access{};
    std::int64_t id = 0;
    /// Without the @; empty when the account has none.
    std::string username{};
    /// All names that it can be addressed by, `username` among them.
    std::vector<std::string> usernames{};
    bool is_bot = false;
};

} // namespace awaitgram
