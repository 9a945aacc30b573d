// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace awaitgram::mtproto {

/// The result of a query, boxed, and unpacked if it was compressed.
struct answer {
    request_id id;
    tl::frame body;
    /// As submitted with the query.
    void* owner = nullptr;
};

/// Telegram's refusal of a query.
struct refusal {
    request_id id;
    std::int32_t code;
    std::string message;
    /// As submitted with the query.
    void* owner = nullptr;
};

/// A query that gets no answer.
struct failed {
    request_id id;
    std::error_code error;
    /// As submitted with the query.
    void* owner = nullptr;
};

/// A query that is sent again although the server may have received it, so that it may be executed twice.
struct repeated {
    request_id id;
    /// As submitted with the query.
    void* owner = nullptr;
};

/// A boxed value that the server sent without a query, normally an `Updates`.
struct update {
    tl::frame body;
};

/// The server opened a new session: updates may be missing.
struct session_created {};

/// Another salt is in use; `client_session::salts` returns those to store with the key.
struct salt_changed {
    std::int64_t salt;
};

/// The server sent future salts; `client_session::salts` returns them.
struct salts_learned {};

/// The server answered the request to destroy the key.
struct key_destroyed {};

/// The clock offset to store with the key.
struct time_changed {
    std::chrono::nanoseconds offset;
};

/// An event of a session: one of the above.
///
/// Not a std::variant, which would add a quarter of a second to the compile time of every program.
class event {
public:
    event(answer told) noexcept : what_(kind::answer) { put(std::move(told)); }
    event(refusal told) noexcept : what_(kind::refusal) { put(std::move(told)); }
    event(failed told) noexcept : what_(kind::failed) { put(told); }
    event(repeated told) noexcept : what_(kind::repeated) { put(told); }
    event(update told) noexcept : what_(kind::update) { put(std::move(told)); }
    event(session_created told) noexcept : what_(kind::session_created) { put(told); }
    event(salt_changed told) noexcept : what_(kind::salt_changed) { put(told); }
    event(salts_learned told) noexcept : what_(kind::salts_learned) { put(told); }
    event(key_destroyed told) noexcept : what_(kind::key_destroyed) { put(told); }
    event(time_changed told) noexcept : what_(kind::time_changed) { put(told); }

    event(event&& other) noexcept : what_(other.what_) { take(other); }
    event& operator=(event&& other) noexcept {
        if (this != &other) {
            clear();
            what_ = other.what_;
            take(other);
        }
        return *this;
    }
    ~event() { clear(); }

    /// The event if it is a `T`, else null.
    template <class T>
    [[nodiscard]] T* get_if() noexcept {
        return what_ == kind_of(static_cast<T*>(nullptr)) ? place<T>() : nullptr;
    }

private:
    enum class kind : std::uint8_t {
        answer,
        refusal,
        failed,
        repeated,
        update,
        session_created,
        salt_changed,
        salts_learned,
        key_destroyed,
        time_changed
    };

    static kind kind_of(answer*) noexcept { return kind::answer; }
    static kind kind_of(refusal*) noexcept { return kind::refusal; }
    static kind kind_of(failed*) noexcept { return kind::failed; }
    static kind kind_of(repeated*) noexcept { return kind::repeated; }
    static kind kind_of(update*) noexcept { return kind::update; }
    static kind kind_of(session_created*) noexcept { return kind::session_created; }
    static kind kind_of(salt_changed*) noexcept { return kind::salt_changed; }
    static kind kind_of(salts_learned*) noexcept { return kind::salts_learned; }
    static kind kind_of(key_destroyed*) noexcept { return kind::key_destroyed; }
    static kind kind_of(time_changed*) noexcept { return kind::time_changed; }

    template <class T>
    T* place() noexcept {
        return std::launder(reinterpret_cast<T*>(bytes_));
    }
    template <class T>
    void put(T&& told) noexcept {
        using stored = std::remove_cvref_t<T>;
        static_assert(sizeof(stored) <= sizeof bytes_ && alignof(stored) <= alignof(void*));
        ::new (static_cast<void*>(bytes_)) stored(std::forward<T>(told));
    }

    void take(event& other) noexcept {
        switch (what_) {
        case kind::answer:
            return put(std::move(*other.place<answer>()));
        case kind::refusal:
            return put(std::move(*other.place<refusal>()));
        case kind::failed:
            return put(*other.place<failed>());
        case kind::repeated:
            return put(*other.place<repeated>());
        case kind::update:
            return put(std::move(*other.place<update>()));
        case kind::session_created:
            return put(session_created{});
        case kind::salt_changed:
            return put(*other.place<salt_changed>());
        case kind::salts_learned:
            return put(salts_learned{});
        case kind::key_destroyed:
            return put(key_destroyed{});
        case kind::time_changed:
            return put(*other.place<time_changed>());
        }
    }

    void clear() noexcept {
        if (what_ == kind::answer)
            std::destroy_at(place<answer>());
        else if (what_ == kind::refusal)
            std::destroy_at(place<refusal>());
        else if (what_ == kind::update)
            std::destroy_at(place<update>());
    }

    alignas(void*) unsigned char bytes_[sizeof(refusal)];
    kind what_;
};

} // namespace awaitgram::mtproto
