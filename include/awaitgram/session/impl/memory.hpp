// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/memory_rows.hpp>
#include <awaitgram/session/detail/session_backend.hpp>
#include <awaitgram/session/memory.hpp>

#include <memory>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// Shares the data with the backends of copies, but is closed by itself.
class memory_backend final : public session_backend {
public:
    explicit memory_backend(std::shared_ptr<session_data> data) : data_(std::move(data)) {}

    [[nodiscard]] const std::shared_ptr<session_data>& data() const noexcept { return data_; }

    [[nodiscard]] std::int32_t home_dc_id() const noexcept override { return data_->home_dc; }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
        return data_->dc(id);
    }
    [[nodiscard]] awaitable<void>
    run(std::shared_ptr<session_backend>, std::shared_ptr<session_call> call) override {
        visit(*call, [this](auto& one) { make(one); });
        co_return;
    }

private:
    template <class Call>
    void make(pending<Call>& one) {
        if (closed_)
            throw std::system_error(make_error_code(session_errc::closed));
        memory_rows rows{*data_};
        one.perform(rows);
    }
    void make(pending<calls::init>&) {
        if (closed_)
            throw std::system_error(make_error_code(session_errc::closed));
    }
    void make(pending<calls::close>&) { closed_ = true; }

    std::shared_ptr<session_data> data_;
    bool closed_ = false;
};

[[nodiscard]] inline const std::shared_ptr<session_data>&
data_of(const std::shared_ptr<session_backend>& backend) {
    return static_cast<const memory_backend&>(*backend).data();
}

} // namespace detail

AWAITGRAM_DECL memory_session::memory_session()
    : session_facade(std::make_shared<detail::memory_backend>(std::make_shared<session_data>())) {}

AWAITGRAM_DECL memory_session::memory_session(const session_data& content)
    : session_facade(std::make_shared<detail::memory_backend>(
          std::make_shared<session_data>(normalised(content))
      )) {}

AWAITGRAM_DECL memory_session::memory_session(const memory_session& other)
    : session_facade(std::make_shared<detail::memory_backend>(detail::data_of(other.backend()))) {}

AWAITGRAM_DECL session_data memory_session::data() const {
    return *detail::data_of(backend());
}

} // namespace awaitgram
