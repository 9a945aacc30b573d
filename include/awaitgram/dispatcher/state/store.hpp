// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/intrusive_list.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/kept_state.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The states of dialogues as bytes: those of a session, with a cache before it. All calls happen on one executor.
///
/// Changes of one key are stored one after another. A key that is known to have no state is not asked for again. Where a session has
/// no operations for states, they are kept in memory, which is logged once.
class state_store {
public:
    /// The cache remembers so many keys, and so many bytes of states.
    static constexpr std::size_t most_keys = 4096;
    static constexpr std::size_t most_bytes = std::size_t{4} << 20;

    /// `storage` lives until `detach`; null for memory alone.
    state_store(any_session* storage, log_sink log);
    state_store(const state_store&) = delete;
    state_store& operator=(const state_store&) = delete;
    ~state_store();

    /// The state of a key; nothing if there is none, or it has expired.
    ///
    /// Errors: of the session; `session_errc::closed` after `detach`.
    [[nodiscard]] static awaitable<std::optional<byte_buffer>>
    get(std::shared_ptr<state_store> from, state_key key);

    /// Replaces the state of a key; nothing removes it.
    ///
    /// Errors:  as above; `session_errc::invalid_state` for an impossible one. Then the state is the last one.
    /// Cancels: the state is that one or the last one.
    [[nodiscard]] static awaitable<void>
    set(std::shared_ptr<state_store> to, state_key key, std::optional<kept_state> now);

    /// The session is about to end.
    void detach() noexcept { storage_ = nullptr, detached_ = true; }

    /// Tells, once for each type, that another version of the program wrote a state.
    void report_other_version(std::string_view type);
    /// Likewise that a state cannot be read.
    void report_damaged(std::string_view type);

private:
    struct entry;
    class pin;
    struct doubt;

    [[nodiscard]] any_session& storage();
    void use_memory();
    void trim();
    void report(std::string_view type, std::string_view why);

    any_session* storage_;
    bool detached_ = false;
    std::optional<any_session> memory_{};
    log_sink log_;
    std::map<state_key, std::shared_ptr<entry>> entries_{};
    intrusive_list<entry, entry>
        idle_{}; // those that no call uses, the one that was not used for longest first
    std::size_t bytes_ = 0;
    std::set<std::string, std::less<>> reported_{};
};

} // namespace awaitgram
