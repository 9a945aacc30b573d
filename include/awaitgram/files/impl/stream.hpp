// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/impl/upload.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/files/upload_plan.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace awaitgram::files {

namespace detail {

/// Fills `bytes` as far as the stream goes; how many they are then.
[[nodiscard]] inline awaitable<std::size_t>
read_full(stream_source& source, std::span<std::uint8_t> bytes) {
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const auto rest = bytes.subspan(filled);
        const auto got = co_await source.read(rest);
        if (got > rest.size())
            throw std::logic_error(
                "awaitgram: a stream says that it read more than it was asked for"
            );
        if (got == 0)
            break;
        filled += got;
    }
    co_return filled;
}

/// Uploads a stream, part by part.
class stream_flow final : public storing_flow {
public:
    stream_flow(rpc::invoker& calls, stream_source& source, const upload_options& options)
        : storing_flow(
              calls,
              stored_file{rpc::detail::new_random_id(), unknown, true},
              part_set{most_of(options) + 1},
              1
          ),
          source_(source), most_(most_of(options)), meter_(options.progress) {}

    [[nodiscard]] awaitable<stored_file> run_all() {
        const auto size = static_cast<std::size_t>(plan_stream().part_size);
        for (std::size_t part = 0; file().parts == unknown; ++part) {
            bytes_.resize(size);
            const auto filled = co_await read_full(source_, bytes_);
            bytes_.resize(filled);
            if (filled == 0 && part == 0)
                throw std::system_error(make_error_code(errc::empty_file));
            if (filled != 0 && part == most_)
                throw std::system_error(make_error_code(errc::too_large));
            // The end is at the border of a part: an empty one behind it tells the number of those before.
            if (filled < size)
                file().parts = static_cast<std::int32_t>(filled == 0 ? part : part + 1);
            co_await run_part(part);
        }
        co_return file();
    }

private:
    static constexpr std::int32_t unknown = -1;

    static std::size_t most_of(const upload_options& options) {
        return static_cast<std::size_t>(options.premium ? most_parts_of_premium : most_parts);
    }

    [[nodiscard]] awaitable<std::optional<rpc_error>> transfer(std::size_t part) override {
        auto memory = memory_of_part();
        co_await memory.take(bytes_.size());
        filling fill = [this](byte_span to) -> awaitable<void> {
            std::copy(bytes_.begin(), bytes_.end(), to.begin());
            co_return;
        };
        auto storing = store(part, file().parts, memory, bytes_.size(), std::move(fill));
        co_return co_await std::move(storing);
    }

    void done(std::size_t) override {
        acknowledged_ += static_cast<std::int64_t>(bytes_.size());
        const progress state{acknowledged_, file().parts == unknown ? 0 : acknowledged_};
        meter_.tell(state, monotonic_clock::now());
    }

    stream_source& source_;
    std::size_t most_;
    progress_meter meter_;
    byte_buffer bytes_{};
    std::int64_t acknowledged_ = 0;
};

/// The whole stream.
///
/// Errors: errc::too_large_for_kind beyond the largest small file.
[[nodiscard]] inline awaitable<byte_buffer>
read_small(stream_source& source, const std::string& name) {
    constexpr auto most = static_cast<std::size_t>(largest_small_file);
    constexpr std::size_t step = std::size_t{256} * 1024;
    byte_buffer all;
    std::size_t filled = 0;
    do {
        all.resize(std::min(filled + step, most + 1));
        const auto room = std::span{all}.subspan(filled);
        filled += co_await read_full(source, room);
        if (filled > most)
            throw std::system_error(make_error_code(errc::too_large_for_kind), name);
    } while (filled == all.size());
    all.resize(filled);
    co_return all;
}

/// Cuts the buffers of a coroutine to what is asked for.
class made_stream final : public stream_source {
public:
    explicit made_stream(unique_function<awaitable<byte_buffer>()> next) : next_(std::move(next)) {}

    [[nodiscard]] awaitable<std::size_t> read(std::span<std::uint8_t> bytes) override {
        if (used_ == made_.size() && !ended_) {
            made_ = co_await next_();
            used_ = 0;
            ended_ = made_.empty();
        }
        const auto rest = byte_view{made_}.subspan(used_);
        const auto taken = rest.first(std::min(rest.size(), bytes.size()));
        std::copy(taken.begin(), taken.end(), bytes.begin());
        used_ += taken.size();
        co_return taken.size();
    }

private:
    unique_function<awaitable<byte_buffer>()> next_;
    byte_buffer made_{};
    std::size_t used_ = 0;
    bool ended_ = false;
};

} // namespace detail

AWAITGRAM_DECL std::unique_ptr<stream_source>
stream_of(unique_function<awaitable<byte_buffer>()> next) {
    return std::make_unique<detail::made_stream>(std::move(next));
}

AWAITGRAM_DECL awaitable<api::InputFile>
upload(rpc::invoker& calls, stream_source& source, std::string name, upload_options options) {
    if (options.needs_small_parts) {
        const auto bytes = co_await detail::read_small(source, name);
        detail::memory_source whole{bytes};
        auto work = detail::upload_from(calls, whole, name, options);
        co_return co_await std::move(work);
    }
    detail::stream_flow flow{calls, source, options};
    const auto stored = co_await flow.run_all();
    co_return stored.named(name);
}

} // namespace awaitgram::files
