// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/cdn_policy.hpp>
#include <awaitgram/files/detail/partial_file.hpp>
#include <awaitgram/files/impl/download.hpp>
#include <awaitgram/files/part_policy.hpp>
#include <awaitgram/files/part_set.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::files::detail {

/// Downloads the parts of a file that an earlier download has not brought, and compares the others with the server's hashes.
class continued_flow final : public download_flow {
public:
    continued_flow(
        rpc::invoker& calls,
        remote_file file,
        disk_sink& sink,
        partial_file& into,
        const download_options& options,
        files::file_finder again
    )
        : download_flow(calls, std::move(file), sink, options, std::move(again)), calls_(calls),
          sink_(sink), into_(into), unchecked_(into.parts()), hashes_(this->file().size()) {
        for (std::size_t part = 0; part < unchecked_.count(); ++part)
            add_written(unchecked_.has(part) ? length_of(part) : 0);
    }

    /// Tells what is on the disk, so that it does not seem to come now, and downloads the rest.
    [[nodiscard]] awaitable<void> run_rest() {
        if (unchecked_.done() != 0)
            tell();
        return run();
    }

private:
    [[nodiscard]] awaitable<std::optional<rpc_error>> transfer(std::size_t part) override {
        if (unchecked_.has(part)) {
            const auto checked = co_await check(part);
            if (!checked)
                co_return checked.error();
            unchecked_.remove(part);
            if (*checked)
                co_return std::nullopt;
            add_written(-length_of(part));
            unique_function<void()> forget = [this, part] { into_.forget(part); };
            co_await change_notes(std::move(forget));
        }
        auto refusal = co_await download_flow::transfer(part);
        if (refusal)
            co_return refusal;
        unique_function<void()> note = [this, part] { into_.note(part); };
        co_await change_notes(std::move(note));
        co_return std::nullopt;
    }

    /// Whether a part on the disk is what the server has, or the server has no hash of it.
    [[nodiscard]] awaitable<result<bool, rpc_error>> check(std::size_t part) {
        const auto executor = co_await asio::this_coro::executor;
        const auto start = static_cast<std::int64_t>(part) * part_size;
        const auto end = start + length_of(part);
        auto memory = memory_of_part();
        co_await memory.take(static_cast<std::size_t>(end - start));
        turn order{executor, order_};
        co_await order.wait();
        while (has_hashes_) {
            const auto from = hashes_.covered_to(start, end);
            if (from >= end)
                break;
            api::upload::getFileHashes request;
            request.location = file().location();
            request.offset = from;
            const auto options = options_for(part);
            const auto told = co_await rpc::try_invoke(calls_, request, options);
            if (!told && is_worth_another(told.error()))
                co_return failure{told.error()};
            if (told)
                hashes_.learn(**told);
            if (hashes_.covered_to(start, end) > from) {
                some_hashes_ = true;
                continue;
            }
            const auto has_none =
                told ? (*told)->empty() : told.error() == errors::LOCATION_INVALID;
            if (some_hashes_ || !has_none)
                co_return false; // what cannot be compared comes anew, and says what is wrong
            has_hashes_ = false;
        }
        if (!has_hashes_)
            co_return true;
        const auto bytes = co_await sink_.read(start, static_cast<std::size_t>(end - start));
        co_return hashes_.verify(start, bytes);
    }

    /// Whether the flow does something about a refusal.
    [[nodiscard]] bool is_worth_another(const rpc_error& refusal) const {
        using enum part_decision::action;
        const auto what = part_policy{}.on(refusal).what;
        return what != fail && (what != find_again || can_find_again());
    }

    /// Does something to the notes, one change after another.
    [[nodiscard]] awaitable<void> change_notes(unique_function<void()> change) {
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, order_};
        co_await order.wait();
        co_await on_disk_thread(std::move(change));
    }

    [[nodiscard]] std::int64_t length_of(std::size_t part) const noexcept {
        const auto start = static_cast<std::int64_t>(part) * part_size;
        return std::min(part_size, file().size() - start);
    }

    rpc::invoker& calls_;
    disk_sink& sink_;
    partial_file& into_;
    part_set unchecked_;
    cdn_hashes hashes_;
    /// Whether Telegram has hashes of the file, as far as is known, and whether it has told some.
    bool has_hashes_ = true;
    bool some_hashes_ = false;
    std::shared_ptr<turn_queue> order_ = std::make_shared<turn_queue>();
};

AWAITGRAM_DECL awaitable<void> continue_into(
    rpc::invoker& calls,
    remote_file file,
    partial_file into,
    download_options options,
    file_finder again
) {
    disk_sink sink{into.part(), disk_sink::opening::as_it_is};
    co_await sink.open();
    continued_flow flow{calls, std::move(file), sink, into, options, std::move(again)};
    co_await flow.run_rest();
    unique_function<void()> work = [&sink, &into] {
        sink.close();
        into.complete();
    };
    co_await on_disk_thread(std::move(work));
}

} // namespace awaitgram::files::detail
