// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/files/detail/cdn_source.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/cancellation_state.hpp>
#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <string>
#include <system_error>

namespace awaitgram::files::detail {

/// A place that a data centre has named.
struct cdn_source::target {
    target(cdn_place where, std::int32_t of, std::int64_t size)
        : place(std::move(where)), master(of), hashes(size) {}

    cdn_place place;
    /// The data centre that named it.
    std::int32_t master;
    cdn_hashes hashes;
    single_flight<bool> sendings{};
};

/// The bytes of a part, or what to do without them.
struct cdn_source::outcome {
    std::optional<byte_buffer> bytes{};
    cdn_step otherwise = cdn_step::give_up;
};

AWAITGRAM_DECL awaitable<result<fetched_part, rpc_error>>
cdn_source::fetch(api::upload::getFile request, rpc::call_options options, std::int64_t wanted) {
    for (;;) {
        auto bytes = co_await part(request.offset, wanted, options.lane);
        if (bytes)
            co_return fetched_part{std::move(*bytes)};
        request.cdn_supported = policy_.follows() && !place_;
        const auto places_before = places_;
        auto answer = co_await rpc::try_invoke(calls_, request, options);
        if (!answer)
            co_return failure{answer.error()};
        const auto* told = (*answer)->get_if<api::upload::fileCdnRedirect>();
        if (told == nullptr)
            co_return fetched_part{std::move(*answer)};
        if (!request.cdn_supported)
            throw std::system_error(make_error_code(errc::lost_file));
        follow(*told, places_before, options.dc);
    }
}

/// Goes to the place that a data centre has named, unless another part has gone to one since it was asked.
AWAITGRAM_DECL void cdn_source::follow(
    const api::upload::fileCdnRedirect& told, int places_before, std::int32_t master
) {
    if (places_before != places_)
        return;
    auto place = cdn_place::of(told);
    if (!place)
        policy_.give_up();
    if (!place || !policy_.go())
        return;
    ++places_;
    place_ = std::make_shared<target>(std::move(*place), master, size_);
    place_->hashes.learn(told.file_hashes);
}

/// Leaves a place, unless another part has done so.
AWAITGRAM_DECL void cdn_source::leave(const std::shared_ptr<target>& place, cdn_step step) {
    if (place_ != place)
        return;
    place_.reset();
    if (step == cdn_step::give_up)
        policy_.give_up();
}

/// A part from the place that was named, if there is one and it has the part.
AWAITGRAM_DECL awaitable<std::optional<byte_buffer>>
cdn_source::part(std::int64_t start, std::int64_t wanted, rpc::lane lane) {
    for (auto tries = 1; place_; ++tries) {
        const auto from = place_;
        auto tried = co_await try_part(from, start, wanted, lane);
        if (tried.bytes || tried.otherwise == cdn_step::skip)
            co_return std::move(tried.bytes);
        if (tried.otherwise != cdn_step::repeat)
            leave(from, tried.otherwise);
        else if (tries == cdn_policy::most_tries)
            leave(from, cdn_step::give_up);
    }
    co_return std::nullopt;
}

AWAITGRAM_DECL awaitable<cdn_source::outcome> cdn_source::try_part(
    std::shared_ptr<target> from, std::int64_t start, std::int64_t wanted, rpc::lane lane
) {
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    outcome failed;
    try {
        co_return co_await checked_part(from, start, wanted, lane);
    } catch (const rpc_error& refusal) {
        // All parts wait for that, as for every other flood.
        if (refusal.code() == 420)
            throw;
        failed.otherwise = cdn_policy::on(refusal);
    } catch (const std::system_error&) {
        if (cancellation.cancelled() != asio::cancellation_type::none)
            throw;
    }
    co_return failed;
}

AWAITGRAM_DECL awaitable<cdn_source::outcome> cdn_source::checked_part(
    std::shared_ptr<target> from, std::int64_t start, std::int64_t wanted, rpc::lane lane
) {
    outcome done;
    const auto end = start + wanted;
    co_await learn_hashes(from, start, end, lane);
    if (from->hashes.covered_to(start, end) < end) {
        // Where a file of unknown size ends is told by the data centre alone.
        const auto ends = size_ < 0 && from->hashes.covered_to(start, end) > start;
        done.otherwise = ends ? cdn_step::skip : cdn_step::give_up;
        co_return done;
    }
    const auto needed = from->hashes.around(start, end);
    constexpr std::int64_t step = 4096;
    const auto begin = needed.from / step * step;
    byte_buffer bytes;
    for (auto at = begin; at < needed.to; at += cdn_limit(at, needed.to)) {
        const auto failed = co_await read(from, at, needed.to, bytes);
        if (failed) {
            done.otherwise = *failed;
            co_return done;
        }
    }
    const auto checked = byte_view{bytes}.subspan(
        static_cast<std::size_t>(needed.from - begin),
        static_cast<std::size_t>(needed.to - needed.from)
    );
    if (!from->hashes.verify(needed.from, checked)) {
        done.otherwise = cdn_step::give_up;
        co_return done;
    }
    const auto first = bytes.begin() + (start - begin);
    bytes.erase(first + wanted, bytes.end());
    bytes.erase(bytes.begin(), first);
    done.bytes = std::move(bytes);
    co_return done;
}

/// Asks for the hashes of some bytes that are missing, as long as there are any.
AWAITGRAM_DECL awaitable<void> cdn_source::learn_hashes(
    std::shared_ptr<target> from, std::int64_t start, std::int64_t end, rpc::lane lane
) {
    auto options = part_options(lane);
    options.dc = from->master;
    api::upload::getCdnFileHashes request;
    request.file_token = from->place.token;
    for (auto times = 0; times != cdn_policy::most_hash_requests; ++times) {
        request.offset = from->hashes.covered_to(start, end);
        if (request.offset == end)
            co_return;
        const auto told = co_await rpc::invoke(calls_, request, options);
        from->hashes.learn(*told);
        if (from->hashes.covered_to(start, end) == request.offset)
            co_return;
    }
}

/// Appends the next bytes of the file, decrypted. What to do when there are none.
AWAITGRAM_DECL awaitable<std::optional<cdn_step>> cdn_source::read(
    std::shared_ptr<target> from, std::int64_t offset, std::int64_t end, byte_buffer& into
) {
    api::upload::getCdnFile request;
    request.file_token = from->place.token;
    request.offset = offset;
    request.limit = cdn_limit(offset, end);
    auto options = part_options(rpc::lane::cdn);
    options.dc = from->place.dc;
    // The data centre that named the place has the part, too.
    options.waits_out_outages = false;
    // A network knows no accounts, so the data centre decides who is sent to it.
    options.any_account = true;
    const auto answer = co_await rpc::try_invoke(calls_, request, options);
    if (!answer)
        co_return cdn_policy::on(answer.error());
    if (const auto* needs = (*answer)->get_if<api::upload::cdnFileReuploadNeeded>()) {
        co_await send_there(from, needs->request_token);
        co_return cdn_step::repeat;
    }
    const auto* got = (*answer)->get_if<api::upload::cdnFile>();
    const auto counter = cdn_counter(from->place.iv, offset, request.limit);
    if (got == nullptr || !counter)
        co_return cdn_step::give_up;
    const auto length = static_cast<std::int64_t>(got->bytes.size());
    const auto least = std::min<std::int64_t>(request.limit, end - offset);
    if (length < least || length > request.limit)
        co_return cdn_step::give_up;
    const auto before = into.size();
    append(into, got->bytes.view());
    crypto::aes_ctr{from->place.key, *counter}.apply(byte_span{into}.subspan(before));
    co_return std::nullopt;
}

/// Has the file sent to the network, which does not have it any more; once for all parts.
AWAITGRAM_DECL awaitable<void>
cdn_source::send_there(std::shared_ptr<target> from, tl::bytes token) {
    unique_function<awaitable<bool>()> work = [this, from, token]() -> awaitable<bool> {
        auto options = part_options(rpc::lane::download);
        options.dc = from->master;
        api::upload::reuploadCdnFile request;
        request.file_token = from->place.token;
        request.request_token = token;
        const auto told = co_await rpc::invoke(calls_, request, options);
        from->hashes.learn(*told);
        co_return true;
    };
    std::string only;
    (void)co_await from->sendings.run(std::move(only), std::move(work));
}

} // namespace awaitgram::files::detail
