// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/files/cdn_policy.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/tl/reply.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::files::detail {

/// The bytes of a part, from wherever they came.
class fetched_part {
public:
    explicit fetched_part(tl::reply<api::upload::File> answer) noexcept
        : answer_(std::move(answer)) {}
    explicit fetched_part(byte_buffer decrypted) noexcept
        : decrypted_(std::move(decrypted)), is_decrypted_(true) {}

    /// Nothing when the answer is not that to upload.getFile.
    [[nodiscard]] std::optional<byte_view> bytes() const noexcept {
        if (is_decrypted_)
            return byte_view{decrypted_};
        const auto* file = answer_->get_if<api::upload::file>();
        return file != nullptr ? std::optional{file->bytes.view()} : std::nullopt;
    }

private:
    tl::reply<api::upload::File> answer_{};
    byte_buffer decrypted_{};
    bool is_decrypted_ = false;
};

/// Where the parts of one file come from: a data centre of Telegram, or a content delivery network that it names.
///
/// What comes from a network is checked before it is returned. Whatever goes wrong there, the part comes from the data centre.
/// Spec: https://core.telegram.org/cdn
class cdn_source {
public:
    /// `size` is below zero when it is unknown. `calls` outlives this.
    cdn_source(rpc::invoker& calls, std::int64_t size) noexcept : calls_(calls), size_(size) {}

    /// The answer to upload.getFile, with `options`, or the `wanted` bytes at its place from a network.
    ///
    /// Errors:  errc::lost_file when a network is named though none was allowed; otherwise as rpc::invoke. A refusal is a value.
    /// Cancels: nothing is left behind.
    [[nodiscard]] awaitable<result<fetched_part, rpc_error>>
    fetch(api::upload::getFile request, rpc::call_options options, std::int64_t wanted);

private:
    struct target;
    struct outcome;

    void follow(const api::upload::fileCdnRedirect& told, int places_before, std::int32_t master);
    void leave(const std::shared_ptr<target>& place, cdn_step step);
    awaitable<std::optional<byte_buffer>>
    part(std::int64_t start, std::int64_t wanted, rpc::lane lane);
    awaitable<outcome>
    try_part(std::shared_ptr<target> from, std::int64_t start, std::int64_t wanted, rpc::lane lane);
    awaitable<outcome> checked_part(
        std::shared_ptr<target> from, std::int64_t start, std::int64_t wanted, rpc::lane lane
    );
    awaitable<void> learn_hashes(
        std::shared_ptr<target> from, std::int64_t start, std::int64_t end, rpc::lane lane
    );
    awaitable<std::optional<cdn_step>>
    read(std::shared_ptr<target> from, std::int64_t offset, std::int64_t end, byte_buffer& into);
    awaitable<void> send_there(std::shared_ptr<target> from, tl::bytes token);

    rpc::invoker& calls_;
    std::int64_t size_;
    cdn_policy policy_{};
    std::shared_ptr<target> place_{};
    /// Counts the places.
    int places_ = 0;
};

} // namespace awaitgram::files::detail
