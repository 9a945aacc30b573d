// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/uncaught.hpp>
#include <awaitgram/session/detail/job_queue.hpp>
#include <awaitgram/session/detail/record_store.hpp>
#include <awaitgram/session/detail/session_backend.hpp>
#include <awaitgram/session/stored.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

namespace detail {

/// The records and their queue of jobs, which is destroyed first.
class stored_backend final : public session_backend {
public:
    explicit stored_backend(erased_store store) : records_(std::move(store)) {}

    [[nodiscard]] std::int32_t home_dc_id() const noexcept override { return records_.home_dc(); }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
        return records_.dc(id);
    }
    [[nodiscard]] awaitable<void>
    run(std::shared_ptr<session_backend> self, std::shared_ptr<session_call> call) override {
        return carry_out({std::move(self), &jobs_}, [this, call = std::move(call)] {
            visit(*call, [this](auto& one) { make(one); });
        });
    }

private:
    template <class Call>
    void make(pending<Call>& one) {
        records_.check_open();
        one.perform(records_);
    }
    void make(pending<calls::init>&) { records_.check_open(); }
    void make(pending<calls::close>&) { records_.close(); }

    record_store records_;
    job_queue jobs_;
};

/// Loads a session in main, where nothing catches and prints an error.
[[nodiscard]] inline std::shared_ptr<session_backend> open_stored(erased_store store) {
    try {
        return std::make_shared<stored_backend>(std::move(store));
    } catch (...) {
        throw_reported(std::current_exception());
    }
}

} // namespace detail

AWAITGRAM_DECL stored_session::stored_session(detail::erased_store store)
    : session_facade(detail::open_stored(std::move(store))) {}

} // namespace awaitgram
