// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::mtproto {

/// The result of a query, boxed, unpacked if it came compressed.
struct answer {
    request_id id;
    tl::frame body;
};

/// Telegram's refusal of a query.
struct refusal {
    request_id id;
    std::int32_t code;
    std::string message;
};

/// A query that will get no answer.
struct failed {
    request_id id;
    std::error_code error;
};

/// A boxed value that the server sent unasked; hopefully an `Updates`.
struct update {
    tl::frame body;
};

/// The server opened a new session: updates may be missing.
struct session_created {};

/// Another salt is in use; `client_session::salts` says which to store with the key.
struct salt_changed {
    std::int64_t salt;
};

/// The server told the salts of the time to come; `client_session::salts` has them.
struct salts_learned {};

/// The clock offset to store with the key.
struct time_changed {
    std::chrono::nanoseconds offset;
};

/// What a session tells its driver: one of the above.
///
/// Not a std::variant, which would cost every program a quarter of a second to compile.
class event {
public:
    event(answer told) : what_(kind::answer), answer_(std::move(told)) {}
    event(refusal told) : what_(kind::refusal), refusal_(std::move(told)) {}
    event(failed told) : what_(kind::failed), failed_(told) {}
    event(update told) : what_(kind::update), update_(std::move(told)) {}
    event(session_created) : what_(kind::session_created) {}
    event(salt_changed told) : what_(kind::salt_changed), salt_(told) {}
    event(salts_learned) : what_(kind::salts_learned) {}
    event(time_changed told) : what_(kind::time_changed), time_(told) {}

    /// The event if it is a `T`, else null.
    template <class T>
    [[nodiscard]] T* get_if() noexcept {
        return pick(static_cast<T*>(nullptr));
    }

private:
    enum class kind {
        answer,
        refusal,
        failed,
        update,
        session_created,
        salt_changed,
        salts_learned,
        time_changed
    };

    answer* pick(answer*) noexcept { return what_ == kind::answer ? &answer_ : nullptr; }
    refusal* pick(refusal*) noexcept { return what_ == kind::refusal ? &refusal_ : nullptr; }
    failed* pick(failed*) noexcept { return what_ == kind::failed ? &failed_ : nullptr; }
    update* pick(update*) noexcept { return what_ == kind::update ? &update_ : nullptr; }
    session_created* pick(session_created*) noexcept {
        return what_ == kind::session_created ? &session_ : nullptr;
    }
    salt_changed* pick(salt_changed*) noexcept {
        return what_ == kind::salt_changed ? &salt_ : nullptr;
    }
    salts_learned* pick(salts_learned*) noexcept {
        return what_ == kind::salts_learned ? &salts_ : nullptr;
    }
    time_changed* pick(time_changed*) noexcept {
        return what_ == kind::time_changed ? &time_ : nullptr;
    }

    kind what_;
    answer answer_{};
    refusal refusal_{};
    failed failed_{};
    update update_{};
    session_created session_{};
    salt_changed salt_{};
    salts_learned salts_{};
    time_changed time_{};
};

} // namespace awaitgram::mtproto
