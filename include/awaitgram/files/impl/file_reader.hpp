// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/impl/download.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::files {

namespace detail {

using file_block = std::shared_ptr<const byte_buffer>;

/// The blocks that were read last.
class block_cache {
public:
    explicit block_cache(std::size_t most) noexcept : most_(std::max<std::size_t>(most, 1)) {}

    /// How many there can be.
    [[nodiscard]] std::size_t most() const noexcept { return most_; }

    [[nodiscard]] bool has(std::int64_t number) const noexcept {
        return std::any_of(blocks_.begin(), blocks_.end(), [number](const auto& each) {
            return each.first == number;
        });
    }

    /// Null when the block is not there.
    [[nodiscard]] file_block find(std::int64_t number) {
        for (auto each = blocks_.begin(); each != blocks_.end(); ++each) {
            if (each->first != number)
                continue;
            blocks_.splice(blocks_.begin(), blocks_, each);
            return each->second;
        }
        return nullptr;
    }

    void keep(std::int64_t number, file_block block) {
        blocks_.emplace_front(number, std::move(block));
        if (blocks_.size() > most_)
            blocks_.pop_back();
    }

private:
    std::size_t most_;
    std::list<std::pair<std::int64_t, file_block>> blocks_{};
};

/// Takes the blocks that arrive, until those who asked for them take them out.
class block_sink final : public file_sink {
public:
    [[nodiscard]] awaitable<void> write(std::int64_t position, byte_view bytes) override {
        arrived_[position] = std::make_shared<const byte_buffer>(bytes.begin(), bytes.end());
        co_return;
    }
    [[nodiscard]] bool writes_at_once() const noexcept override { return true; }

    /// An empty block when nothing arrived: it is behind the end of the file.
    [[nodiscard]] file_block take(std::int64_t position) {
        auto node = arrived_.extract(position);
        return node ? std::move(node.mapped()) : std::make_shared<const byte_buffer>();
    }

private:
    std::map<std::int64_t, file_block> arrived_{};
};

/// What a reader and the tasks that read ahead for it have in common.
class reader_state final : public std::enable_shared_from_this<reader_state> {
public:
    static constexpr std::int64_t block_size = download_flow::part_size;

    reader_state(
        rpc::invoker& calls,
        remote_file file,
        const reader_options& options,
        files::file_finder again
    )
        : size_(file.size()), cache_(options.cache_bytes / static_cast<std::size_t>(block_size)),
          ahead_(
              size_ == unknown_size
                  ? 0
                  : static_cast<std::int64_t>(std::min(options.read_ahead, cache_.most() - 1))
          ),
          flow_(calls, std::move(file), sink_, download_options{}, std::move(again)) {}

    [[nodiscard]] awaitable<byte_buffer>
    read(std::int64_t position, std::size_t length, bool goes_on = false) {
        if (position < 0)
            throw std::system_error(make_error_code(errc::bad_range));
        constexpr std::int64_t most = std::int64_t{8000} * block_size;
        const auto end = size_ == unknown_size ? most : size_;
        const auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(end - position, 0));
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, rest));
        const auto last = (position + static_cast<std::int64_t>(wanted) - 1) / block_size;
        const auto executor = co_await asio::this_coro::executor;
        goes_on = goes_on || position == read_to_;
        byte_buffer bytes;
        while (bytes.size() < wanted) {
            const auto at = position + static_cast<std::int64_t>(bytes.size());
            const auto number = at / block_size;
            const auto farthest = number + ahead_;
            ask_ahead(executor, number, goes_on ? farthest : std::min(farthest, last));
            const auto block = co_await block_of(number);
            const auto skipped = static_cast<std::size_t>(at % block_size);
            if (skipped >= block->size())
                break;
            const auto found = byte_view{*block}.subspan(skipped);
            const auto taken = found.first(std::min(found.size(), wanted - bytes.size()));
            bytes.insert(bytes.end(), taken.begin(), taken.end());
        }
        read_to_ = position + static_cast<std::int64_t>(bytes.size());
        co_return bytes;
    }

    [[nodiscard]] awaitable<std::optional<byte_buffer>> next() {
        const auto from = place;
        const auto length = static_cast<std::size_t>(block_size - from % block_size);
        auto bytes = co_await read(from, length, true);
        std::optional<byte_buffer> chunk;
        if (!bytes.empty()) {
            place = from + static_cast<std::int64_t>(bytes.size());
            chunk = std::move(bytes);
        }
        co_return chunk;
    }

    /// Ends what reads ahead.
    void stop() noexcept {
        for (const auto& each : std::exchange(tasks_, {}))
            each.cancel();
    }

    /// Where `next` goes on.
    std::int64_t place = 0;

private:
    /// Asks for the blocks up to the last one that are neither there nor asked for: the first one, too, so that it comes first.
    void ask_ahead(const asio::any_io_executor& executor, std::int64_t first, std::int64_t last) {
        std::erase_if(tasks_, [](const task& each) { return each.ended(); });
        last = std::min(last, (size_ - 1) / block_size);
        if (last <= first)
            return;
        for (auto number = first; number <= last; ++number) {
            if (cache_.has(number) || !asked_.insert(number).second)
                continue;
            const auto self = shared_from_this();
            // What fails is asked for again by the read that needs it.
            tasks_.emplace_back(
                executor,
                fetch(self, number),
                [self, number](const std::exception_ptr&) { self->asked_.erase(number); }
            );
        }
    }

    static awaitable<void> fetch(std::shared_ptr<reader_state> self, std::int64_t number) {
        (void)co_await self->block_of(number);
    }

    awaitable<file_block> block_of(std::int64_t number) {
        if (auto kept = cache_.find(number))
            co_return kept;
        unique_function<awaitable<file_block>()> work = [this, number]() -> awaitable<file_block> {
            co_await flow_.run_part(static_cast<std::size_t>(number));
            auto block = sink_.take(number * block_size);
            cache_.keep(number, block);
            co_return block;
        };
        auto key = std::to_string(number);
        co_return co_await flights_.run(std::move(key), std::move(work));
    }

    std::int64_t size_;
    block_cache cache_;
    /// How many blocks are asked for before they are read.
    std::int64_t ahead_;
    /// Where the last read ended.
    std::int64_t read_to_ = -1;
    block_sink sink_{};
    download_flow flow_;
    single_flight<file_block> flights_{};
    /// The blocks that are asked for ahead.
    std::set<std::int64_t> asked_{};
    std::vector<task> tasks_{};
};

} // namespace detail

AWAITGRAM_DECL file_reader::file_reader(
    rpc::invoker& calls, remote_file file, reader_options options, file_finder again
)
    : state_(
          std::make_shared<detail::reader_state>(calls, std::move(file), options, std::move(again))
      ) {}
AWAITGRAM_DECL file_reader::file_reader(file_reader&&) noexcept = default;
AWAITGRAM_DECL file_reader& file_reader::operator=(file_reader&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}
AWAITGRAM_DECL file_reader::~file_reader() {
    if (state_)
        state_->stop();
}

AWAITGRAM_DECL awaitable<byte_buffer> file_reader::read(std::int64_t position, std::size_t length) {
    return state_->read(position, length);
}

AWAITGRAM_DECL awaitable<std::optional<byte_buffer>> file_reader::next() {
    return state_->next();
}

AWAITGRAM_DECL void file_reader::seek(std::int64_t position) noexcept {
    state_->place = position;
}

AWAITGRAM_DECL std::int64_t file_reader::position() const noexcept {
    return state_->place;
}

} // namespace awaitgram::files
