// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/session/detail/job_queue.hpp>
#include <awaitgram/session/detail/session_backend.hpp>
#include <awaitgram/session/detail/sqlite_store.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// A file, which may be opened late, and its queue of jobs, which is destroyed first.
class sqlite_backend final : public session_backend {
public:
    sqlite_backend(std::string path, const sqlite_options& options)
        : path_(std::move(path)), options_(options) {}

    /// The file; opened when it is not.
    ///
    /// Errors: see sqlite_session. The next call tries again.
    [[nodiscard]] sqlite_store& store() {
        if (!is_open_.load(std::memory_order_acquire))
            open();
        return *store_;
    }
    /// As `store`, or null on an error.
    [[nodiscard]] sqlite_store* store_or_null() noexcept {
        try {
            return &store();
        } catch (...) {
            return nullptr;
        }
    }

    [[nodiscard]] std::int32_t home_dc_id() const noexcept override {
        const auto* opened = const_cast<sqlite_backend*>(this)->store_or_null();
        return opened != nullptr ? opened->home_dc() : default_home_dc;
    }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
        return const_cast<sqlite_backend*>(this)->store().dc(id);
    }
    [[nodiscard]] awaitable<void>
    run(std::shared_ptr<session_backend> self, std::shared_ptr<session_call> call) override {
        const auto attempt = attempts_.load();
        return carry_out({std::move(self), &jobs_}, [this, attempt, call = std::move(call)] {
            visit(*call, [this, attempt](auto& one) { make(one, attempt); });
        });
    }

    /// Runs a job that is not one of the calls of a session.
    [[nodiscard]] static awaitable<void>
    with(std::shared_ptr<sqlite_backend> self, unique_function<void(sqlite_store&)> use) {
        auto& backend = *self;
        return carry_out({std::move(self), &backend.jobs_}, [&backend, use = std::move(use)] {
            use(backend.store());
        });
    }

private:
    template <class Call>
    void make(pending<Call>& one, unsigned /*attempt*/) {
        const auto write = [&one](sqlite_rows& rows) { one.perform(rows); };
        auto& file = store();
        if constexpr (!pending<Call>::is_write)
            one.perform(file.rows());
        else if constexpr (pending<Call>::is_durable)
            file.write_durably(write);
        else
            file.write(write);
    }
    void make(pending<calls::init>&, unsigned attempt) {
        // An attempt that failed after this call began was one for this call, too.
        const std::unique_lock lock{opening_};
        if (!is_open_ && failure_ && attempts_ != attempt)
            std::rethrow_exception(failure_);
        open_locked();
        static_cast<void>(store_->rows());
    }
    void make(pending<calls::set_home_dc_id>& one, unsigned) { store().set_home_dc(one.call.id); }
    void make(pending<calls::set_dc_option>& one, unsigned) { store().set_dc(one.call.option); }
    void make(pending<calls::close>&, unsigned) {
        const std::unique_lock lock{opening_};
        closed_ = true;
        if (is_open_)
            store_->close();
    }

    void open() {
        const std::unique_lock lock{opening_};
        open_locked();
    }
    void open_locked() {
        if (is_open_)
            return;
        if (closed_)
            throw std::system_error(make_error_code(session_errc::closed), path_);
        try {
            store_.emplace(path_, options_);
        } catch (...) {
            failure_ = std::current_exception();
            ++attempts_;
            throw;
        }
        failure_ = nullptr;
        options_.key.reset();
        is_open_.store(true, std::memory_order_release);
    }

    std::string path_;
    sqlite_options options_;
    std::mutex opening_;
    std::optional<sqlite_store> store_;
    std::atomic<bool> is_open_ = false;
    bool closed_ = false;
    /// The last attempt to open the file, if it failed, and the number of those that failed.
    std::exception_ptr failure_;
    std::atomic<unsigned> attempts_ = 0;
    job_queue jobs_;
};

[[nodiscard]] inline std::shared_ptr<sqlite_backend>
sqlite_of(const std::shared_ptr<session_backend>& backend) {
    return std::static_pointer_cast<sqlite_backend>(backend);
}

} // namespace detail

AWAITGRAM_DECL sqlite_session::sqlite_session(std::string path, const sqlite_options& options)
    : sqlite_session(unopened(std::move(path), options)) {
    static_cast<void>(detail::sqlite_of(backend())->store());
}

AWAITGRAM_DECL sqlite_session
sqlite_session::unopened(std::string path, const sqlite_options& options) {
    return sqlite_session{std::make_shared<detail::sqlite_backend>(std::move(path), options)};
}

AWAITGRAM_DECL sqlite_session::sqlite_session(std::shared_ptr<detail::session_backend> backend)
    : session_facade(std::move(backend)) {}

AWAITGRAM_DECL sqlite_session
sqlite_session::from_telethon_string(std::string_view text, std::string path) {
    const auto home = detail::telethon_login::read_string(text);
    sqlite_session session{std::move(path)};
    detail::sqlite_of(session.backend())->store().set_login(home);
    return session;
}

namespace detail {

inline awaitable<session_data> all_of(std::shared_ptr<sqlite_backend> backend) {
    const auto all = std::make_shared<session_data>();
    const auto read = [all](sqlite_store& store) { *all = store.rows().read_all(); };
    co_await sqlite_backend::with(std::move(backend), read);
    co_return std::move(*all);
}

} // namespace detail

AWAITGRAM_DECL awaitable<session_data> sqlite_session::data() {
    return detail::all_of(detail::sqlite_of(backend()));
}

AWAITGRAM_DECL awaitable<void> sqlite_session::import(session_data content) {
    return detail::sqlite_backend::with(
        detail::sqlite_of(backend()),
        [content = std::move(content)](detail::sqlite_store& store) { store.replace(content); }
    );
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_key(std::optional<session_key> key) {
    return detail::sqlite_backend::with(
        detail::sqlite_of(backend()),
        [key = std::move(key)](detail::sqlite_store& store) { store.set_key(key); }
    );
}

AWAITGRAM_DECL bool sqlite_session::is_scrubbed() const noexcept {
    const auto* opened = detail::sqlite_of(backend())->store_or_null();
    return opened != nullptr && opened->is_scrubbed();
}

AWAITGRAM_DECL sqlite3* sqlite_session::connection() const noexcept {
    const auto* opened = detail::sqlite_of(backend())->store_or_null();
    return opened != nullptr ? opened->handle() : nullptr;
}

} // namespace awaitgram
