// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/session/detail/job_queue.hpp>
#include <awaitgram/session/detail/session_backend.hpp>
#include <awaitgram/session/detail/sqlite_store.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// A file and its queue of jobs, which is destroyed first.
class sqlite_backend final : public session_backend {
public:
    sqlite_backend(const std::string& path, const sqlite_options& options)
        : store_(path, options) {}

    [[nodiscard]] sqlite_store& store() noexcept { return store_; }

    [[nodiscard]] std::int32_t home_dc_id() const noexcept override { return store_.home_dc(); }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
        return store_.dc(id);
    }
    [[nodiscard]] awaitable<void>
    run(std::shared_ptr<session_backend> self, std::shared_ptr<session_call> call) override {
        return carry_out({std::move(self), &jobs_}, [this, call = std::move(call)] {
            visit(*call, [this](auto& one) { make(one); });
        });
    }

    /// Runs a job that is not one of the calls of a session.
    [[nodiscard]] static awaitable<void>
    with(std::shared_ptr<sqlite_backend> self, unique_function<void(sqlite_store&)> use) {
        auto& store = self->store_;
        auto& jobs = self->jobs_;
        return carry_out({std::move(self), &jobs}, [&store, use = std::move(use)] { use(store); });
    }

private:
    template <class Call>
    void make(pending<Call>& one) {
        const auto write = [&one](sqlite_rows& rows) { one.perform(rows); };
        if constexpr (!pending<Call>::is_write)
            one.perform(store_.rows());
        else if constexpr (pending<Call>::is_durable)
            store_.write_durably(write);
        else
            store_.write(write);
    }
    void make(pending<calls::set_home_dc_id>& one) { store_.set_home_dc(one.call.id); }
    void make(pending<calls::set_dc_option>& one) { store_.set_dc(one.call.option); }
    void make(pending<calls::close>&) { store_.close(); }

    sqlite_store store_;
    job_queue jobs_;
};

[[nodiscard]] inline std::shared_ptr<sqlite_backend>
sqlite_of(const std::shared_ptr<session_backend>& backend) {
    return std::static_pointer_cast<sqlite_backend>(backend);
}

} // namespace detail

AWAITGRAM_DECL sqlite_session::sqlite_session(std::string path, const sqlite_options& options)
    : session_facade(std::make_shared<detail::sqlite_backend>(path, options)) {}

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
    return detail::sqlite_of(backend())->store().is_scrubbed();
}

AWAITGRAM_DECL sqlite3* sqlite_session::connection() const noexcept {
    return detail::sqlite_of(backend())->store().handle();
}

} // namespace awaitgram
