// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/impl/download.hpp>

#include <algorithm>
#include <limits>
#include <list>
#include <map>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files {

namespace detail {

using file_block = std::shared_ptr<const byte_buffer>;

/// The blocks that were read last.
class block_cache {
public:
    explicit block_cache(std::size_t most) noexcept : most_(std::max<std::size_t>(most, 1)) {}

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

class reader_state {
public:
    static constexpr std::int64_t block_size = download_flow::part_size;

    reader_state(
        rpc::invoker& calls,
        remote_file file,
        const reader_options& options,
        files::file_finder again
    )
        : size_(file.size()), cache_(options.cache_bytes / static_cast<std::size_t>(block_size)),
          flow_(calls, std::move(file), sink_, download_options{}, std::move(again)) {}

    [[nodiscard]] awaitable<byte_buffer> read(std::int64_t position, std::size_t length) {
        if (position < 0)
            throw std::system_error(make_error_code(errc::bad_range));
        constexpr std::int64_t most = std::int64_t{8000} * block_size;
        const auto end = size_ == unknown_size ? most : size_;
        const auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(end - position, 0));
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, rest));
        byte_buffer bytes;
        while (bytes.size() < wanted) {
            const auto at = position + static_cast<std::int64_t>(bytes.size());
            const auto block = co_await block_of(at / block_size);
            const auto skipped = static_cast<std::size_t>(at % block_size);
            if (skipped >= block->size())
                break;
            const auto found = byte_view{*block}.subspan(skipped);
            const auto taken = found.first(std::min(found.size(), wanted - bytes.size()));
            bytes.insert(bytes.end(), taken.begin(), taken.end());
        }
        co_return bytes;
    }

    [[nodiscard]] awaitable<std::optional<byte_buffer>> next() {
        const auto from = place;
        const auto length = static_cast<std::size_t>(block_size - from % block_size);
        auto bytes = co_await read(from, length);
        std::optional<byte_buffer> chunk;
        if (!bytes.empty()) {
            place = from + static_cast<std::int64_t>(bytes.size());
            chunk = std::move(bytes);
        }
        co_return chunk;
    }

    /// Where `next` goes on.
    std::int64_t place = 0;

private:
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
    block_sink sink_{};
    download_flow flow_;
    single_flight<file_block> flights_{};
};

} // namespace detail

AWAITGRAM_DECL file_reader::file_reader(
    rpc::invoker& calls, remote_file file, reader_options options, file_finder again
)
    : state_(
          std::make_unique<detail::reader_state>(calls, std::move(file), options, std::move(again))
      ) {}
AWAITGRAM_DECL file_reader::file_reader(file_reader&&) noexcept = default;
AWAITGRAM_DECL file_reader& file_reader::operator=(file_reader&&) noexcept = default;
AWAITGRAM_DECL file_reader::~file_reader() = default;

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
