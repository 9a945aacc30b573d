// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/dispatcher/state/store.hpp>
#include <awaitgram/session/memory.hpp>

#include <asio/this_coro.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

/// What is known of a key.
struct state_store::entry : list_link<entry> {
    explicit entry(state_key named) : key(std::move(named)) {}

    /// What it counts for in the limit of bytes.
    [[nodiscard]] std::size_t size() const noexcept { return value ? value->value.size() : 0; }

    state_key key;
    std::optional<kept_state> value{};
    bool known = false;
    /// Grows with each change.
    std::uint64_t version = 0;
    /// The number of calls that use it.
    std::size_t users = 0;
    std::shared_ptr<turn_queue> writes = std::make_shared<turn_queue>();
};

/// Keeps an entry while a call uses it.
class state_store::pin {
public:
    pin(state_store& of, const state_key& key) : of_(of) {
        auto& place = of.entries_[key];
        if (!place)
            place = std::make_shared<entry>(key);
        entry_ = place.get();
        ++entry_->users;
        entry_->unlink();
    }
    pin(const pin&) = delete;
    pin& operator=(const pin&) = delete;
    ~pin() {
        if (--entry_->users != 0)
            return;
        of_.idle_.push_back(*entry_);
        of_.trim();
    }

    [[nodiscard]] entry& operator*() const noexcept { return *entry_; }
    [[nodiscard]] entry* operator->() const noexcept { return entry_; }

    void put(std::optional<kept_state> value) {
        of_.bytes_ -= entry_->size();
        entry_->value = std::move(value);
        entry_->known = true;
        of_.bytes_ += entry_->size();
    }

private:
    state_store& of_;
    entry* entry_;
};

AWAITGRAM_DECL state_store::state_store(any_session* storage, log_sink log)
    : storage_(storage), log_(contained(std::move(log))) {
    if (storage_ == nullptr)
        memory_.emplace(memory_session{});
}

AWAITGRAM_DECL state_store::~state_store() = default;

AWAITGRAM_DECL any_session& state_store::storage() {
    if (memory_)
        return *memory_;
    if (detached_)
        throw std::system_error(make_error_code(session_errc::closed));
    return *storage_;
}

AWAITGRAM_DECL void state_store::use_memory() {
    if (memory_)
        return;
    memory_.emplace(memory_session{});
    if (log_)
        log_(
            log_level::warning,
            "the session has no operations for states, so they are kept in memory and end with the "
            "program"
        );
}

AWAITGRAM_DECL void state_store::trim() {
    while (!idle_.empty() && (entries_.size() > most_keys || bytes_ > most_bytes)) {
        auto& oldest = idle_.front();
        bytes_ -= oldest.size();
        oldest.unlink();
        entries_.erase(entries_.find(oldest.key));
    }
}

AWAITGRAM_DECL void state_store::report(std::string_view type, std::string_view why) {
    auto line = "a kept state of " + std::string{type} + ' ' + std::string{why} +
                "; it counts as none until it is replaced";
    if (log_ && reported_.insert(line).second)
        log_(log_level::warning, line);
}

AWAITGRAM_DECL void state_store::report_other_version(std::string_view type) {
    report(type, "was written by another version of the program");
}

AWAITGRAM_DECL void state_store::report_damaged(std::string_view type) {
    report(type, "is damaged");
}

namespace detail {

/// What a session returns for a call, or nothing if it has no operations for states.
struct kept_answer {
    std::optional<kept_state> state{};
    bool has_states = true;
};

inline awaitable<void> read_kept(any_session& from, const state_key& key, kept_answer& into) {
    try {
        into.state = co_await from.state(key);
    } catch (const std::system_error& error) {
        if (error.code() != session_errc::no_states)
            throw;
        into.has_states = false;
    }
}

inline awaitable<bool>
write_kept(any_session& to, const state_key& key, const std::optional<kept_state>& now) {
    auto has_states = true;
    try {
        co_await to.set_state(key, now);
    } catch (const std::system_error& error) {
        if (error.code() != session_errc::no_states)
            throw;
        has_states = false;
    }
    co_return has_states;
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::optional<byte_buffer>>
state_store::get(std::shared_ptr<state_store> from, state_key key) {
    auto& self = *from;
    pin held{self, key};
    while (!held->known) {
        const auto version = held->version;
        detail::kept_answer answer;
        co_await detail::read_kept(self.storage(), key, answer);
        if (!answer.has_states)
            self.use_memory();
        else if (held->version == version) // else it was changed meanwhile
            held.put(std::move(answer.state));
    }
    const auto& value = held->value;
    if (!value || value->has_expired(unix_seconds(steady_now())))
        co_return std::nullopt;
    co_return value->value;
}

struct state_store::doubt {
    entry& of;
    std::uint64_t version;
    bool stored = false;
    ~doubt() {
        if (!stored && of.version == version)
            of.known = false;
    }
};

AWAITGRAM_DECL awaitable<void>
state_store::set(std::shared_ptr<state_store> to, state_key key, std::optional<kept_state> now) {
    if (const auto error = check(key))
        throw std::system_error(error);
    if (const auto error = now ? check(*now) : std::error_code{})
        throw std::system_error(error);
    auto& self = *to;
    pin held{self, key};
    held.put(now);
    const auto version = ++held->version;

    // What was not stored is read again.
    doubt doubtful{*held, version};

    const auto executor = co_await asio::this_coro::executor;
    turn place{executor, held->writes};
    co_await place.wait();
    auto has_states = co_await detail::write_kept(self.storage(), key, now);
    if (!has_states) {
        self.use_memory();
        has_states = co_await detail::write_kept(self.storage(), key, now);
    }
    doubtful.stored = true;
}

} // namespace awaitgram
