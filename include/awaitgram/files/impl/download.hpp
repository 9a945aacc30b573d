// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/detail/cdn_source.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/detail/partial_file.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/download_range.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/media/photo_sizes.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <ios>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::files {

AWAITGRAM_DECL remote_file::remote_file(const api::document& document)
    : dc_(document.dc_id), size_(document.size) {
    if (size_ < 0)
        throw std::system_error(make_error_code(errc::too_large), "a size below zero");
    api::inputDocumentFileLocation place;
    place.id = document.id;
    place.access_hash = document.access_hash;
    place.file_reference = document.file_reference;
    location_ = std::move(place);
}

AWAITGRAM_DECL remote_file::remote_file(const api::photo& photo) : dc_(photo.dc_id), size_(0) {
    const auto largest = media::largest_size(photo.sizes);
    if (!largest || largest->letter.empty() || !largest->content.empty() || largest->bytes <= 0)
        throw std::logic_error("awaitgram: this photo has no size that can be downloaded");
    api::inputPhotoFileLocation place;
    place.id = photo.id;
    place.access_hash = photo.access_hash;
    place.file_reference = photo.file_reference;
    place.thumb_size = tl::string{largest->letter};
    size_ = largest->bytes;
    location_ = std::move(place);
}

namespace detail {

/// Downloads the parts of one file.
class download_flow : public part_flow {
public:
    static constexpr std::int64_t part_size = 512 * 1024;

    download_flow(
        rpc::invoker& calls,
        remote_file file,
        file_sink& sink,
        const download_options& options,
        files::file_finder again
    )
        : part_flow(
              calls,
              transfer_way::down,
              part_set{count_of(file.size(), options.most_bytes)},
              // Where a file ends is known when its last part is there.
              file.size() == unknown_size ? 1 : std::clamp<std::size_t>(options.most_parts, 1, 64)
          ),
          source_(calls, file.size()), file_(std::move(file)), sink_(sink),
          again_(std::move(again)), meter_(options.progress), most_(options.most_bytes),
          asked_(parts().count()) {}

protected:
    static std::size_t count_of(std::int64_t size, std::int64_t allowed) {
        constexpr std::int64_t most = std::int64_t{8000} * 512 * 1024;
        if (size == unknown_size)
            return static_cast<std::size_t>(most / part_size);
        if (size < 0 || size > most || (allowed > 0 && size > allowed))
            throw std::system_error(make_error_code(errc::too_large));
        return static_cast<std::size_t>((size + part_size - 1) / part_size);
    }

    [[nodiscard]] awaitable<std::optional<rpc_error>> transfer(std::size_t part) override {
        const auto start = static_cast<std::int64_t>(part) * part_size;
        const auto sized = file_.size() != unknown_size;
        const auto wanted = sized ? std::min(part_size, file_.size() - start) : part_size;
        auto memory = memory_of_part();
        co_await memory.take(static_cast<std::size_t>(wanted));
        api::upload::getFile request;
        request.location = file_.location();
        request.offset = start;
        request.limit = static_cast<std::int32_t>(part_size);
        const auto options = options_for(part);
        auto fetching = source_.fetch(std::move(request), options, wanted);
        const auto answer = co_await std::move(fetching);
        if (!answer) {
            if (sized || part == 0 || !(answer.error() == errors::OFFSET_INVALID))
                co_return answer.error();
            end_at(part); // the file ended with the part before
            co_return std::nullopt;
        }
        searches_ = 0;
        const auto got = answer->bytes();
        const auto length = got ? static_cast<std::int64_t>(got->size()) : -1;
        const auto ends_here = !sized && length >= 0 && length < wanted;
        if (length != wanted && !ends_here)
            throw std::system_error(
                make_error_code(errc::wrong_part), "part " + std::to_string(part)
            );
        if (most_ > 0 && start + length > most_)
            throw std::system_error(make_error_code(errc::too_large));
        if (!sink_.writes_at_once())
            memory.release();
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, writes_};
        co_await order.wait();
        if (length != 0)
            co_await sink_.write(start, *got);
        written_ += length;
        if (ends_here)
            end_at(part + 1);
        co_return std::nullopt;
    }

    /// How the data centre of the file is asked about a part, now.
    [[nodiscard]] rpc::call_options options_for(std::size_t part) {
        constexpr std::int64_t small = 128 * 1024;
        asked_[part] = generation_;
        auto options = options_of_part(
            file_.size() != unknown_size && file_.size() < small ? rpc::lane::small_download
                                                                 : rpc::lane::download
        );
        options.dc = dc_ != 0 ? dc_ : file_.dc();
        return options;
    }

    [[nodiscard]] const remote_file& file() const noexcept { return file_; }
    [[nodiscard]] bool can_find_again() const noexcept { return static_cast<bool>(again_); }
    /// Counts bytes that are there already, or turn out not to be.
    void add_written(std::int64_t bytes) noexcept { written_ += bytes; }

    void tell() {
        // The last parts end together: the end is told once.
        if (written_ == file_.size() && std::exchange(told_end_, true))
            return;
        const progress state{written_, std::max<std::int64_t>(file_.size(), 0)};
        meter_.tell(state, monotonic_clock::now());
    }

private:
    void done(std::size_t) override { tell(); }

    [[nodiscard]] awaitable<void> move_to(std::int32_t dc, const rpc_error&) override {
        constexpr auto most_moves = 3;
        constexpr auto most_repeats = 64; // by parts that were asked for before
        if (dc != dc_ ? ++moves_ > most_moves : ++repeats_ > most_repeats)
            throw std::system_error(make_error_code(errc::lost_file));
        dc_ = dc;
        co_return;
    }

    [[nodiscard]] awaitable<void> find_again(std::size_t part, const rpc_error& refusal) override {
        if (!again_)
            throw rpc_error{refusal};
        const auto generation = asked_[part];
        unique_function<awaitable<bool>()> work = [this, generation, refusal]() -> awaitable<bool> {
            constexpr auto most_searches = 2;
            if (generation != generation_)
                co_return true;
            if (searches_ == most_searches)
                throw rpc_error{refusal};
            auto found = co_await again_();
            ++searches_; // a search that failed by what passes is none
            if ((file_.size() != unknown_size && found.size() != file_.size()) ||
                !same_file(found.location(), file_.location()))
                throw std::system_error(make_error_code(errc::lost_file));
            file_ = remote_file{found.location(), found.dc(), file_.size()};
            ++generation_;
            co_return true;
        };
        std::string only;
        (void)co_await search_.run(std::move(only), std::move(work));
    }

    /// Whether two places are of the same file, whatever its reference is.
    [[nodiscard]] static bool
    same_file(const api::InputFileLocation& left, const api::InputFileLocation& right) {
        const auto id = [](const api::InputFileLocation& of) -> std::optional<std::int64_t> {
            if (const auto* document = of.get_if<api::inputDocumentFileLocation>())
                return document->id;
            if (const auto* photo = of.get_if<api::inputPhotoFileLocation>())
                return photo->id;
            return std::nullopt;
        };
        return id(left) == id(right);
    }

    cdn_source source_;
    remote_file file_;
    file_sink& sink_;
    files::file_finder again_;
    progress_meter meter_;
    /// The most bytes that the file may have; 0 for no limit.
    std::int64_t most_;
    std::shared_ptr<turn_queue> writes_ = std::make_shared<turn_queue>();
    std::int64_t written_ = 0;
    bool told_end_ = false;
    /// The data centre that a refusal named; 0 for none.
    std::int32_t dc_ = 0;
    int moves_ = 0;
    int repeats_ = 0;
    int searches_ = 0;
    int generation_ = 0;
    /// The generation of the reference by which each part was asked for.
    std::vector<int> asked_;
    single_flight<bool> search_{};
};

/// Writes to a file on a thread for disks, because they may be slow.
class disk_sink final : public file_sink {
public:
    enum class opening : std::uint8_t { anew, as_it_is };

    /// What is written to a file that is opened as it is has left this program when `write` returns.
    disk_sink(std::filesystem::path path, opening how)
        : path_(std::move(path)), flushes_(how == opening::as_it_is) {}

    /// Called first.
    [[nodiscard]] awaitable<void> open() {
        unique_function<void()> work = [this] {
            errno = 0;
            const auto mode = std::ios::binary | std::ios::out;
            file_.open(path_, mode | (flushes_ ? std::ios::in : std::ios::trunc));
            check_disk(file_, "open", path_);
        };
        co_await on_disk_thread(std::move(work));
    }

    [[nodiscard]] awaitable<byte_buffer> read(std::int64_t position, std::size_t size) {
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, uses_};
        co_await order.wait();
        byte_buffer bytes(size);
        unique_function<void()> work = [this, position, &bytes] {
            errno = 0;
            file_.seekg(position);
            file_.read(
                reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
            );
            check_disk(file_, "read", path_);
        };
        co_await on_disk_thread(std::move(work));
        co_return bytes;
    }

    [[nodiscard]] awaitable<void> write(std::int64_t position, byte_view bytes) override {
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, uses_};
        co_await order.wait();
        unique_function<void()> work = [this, position, bytes] {
            errno = 0;
            file_.seekp(position);
            file_.write(
                reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size())
            );
            if (flushes_)
                file_.flush();
            check_disk(file_, "write", path_);
        };
        co_await on_disk_thread(std::move(work));
    }

    [[nodiscard]] bool writes_at_once() const noexcept override { return true; }

    /// Waits for the disk.
    void close() {
        errno = 0;
        file_.close();
        check_disk(file_, "write", path_);
    }

private:
    std::filesystem::path path_;
    bool flushes_;
    std::shared_ptr<void> threads_ = keep_disk_threads();
    /// A file has one position: it is read or written by one part at a time.
    std::shared_ptr<turn_queue> uses_ = std::make_shared<turn_queue>();
    std::fstream file_{};
};

/// Keeps at most so many bytes; of a file whose size is known, there is room from the beginning.
class memory_sink final : public file_sink {
public:
    memory_sink(std::size_t size, std::size_t most) : bytes(size), most_(most) {}
    [[nodiscard]] awaitable<void> write(std::int64_t position, byte_view from) override {
        const auto at = static_cast<std::size_t>(position);
        if (at > most_ || from.size() > most_ - at)
            throw std::system_error(make_error_code(errc::too_large));
        if (at + from.size() > bytes.size())
            bytes.resize(at + from.size());
        std::copy(from.begin(), from.end(), bytes.begin() + position);
        co_return;
    }
    [[nodiscard]] bool writes_at_once() const noexcept override { return true; }

    byte_buffer bytes;

private:
    std::size_t most_;
};

AWAITGRAM_DECL awaitable<void> download_into(
    rpc::invoker& calls,
    remote_file file,
    partial_file into,
    download_options options,
    file_finder again
) {
    if (into.is_kept()) {
        auto continuing =
            continue_into(calls, std::move(file), std::move(into), options, std::move(again));
        co_await std::move(continuing);
        co_return;
    }
    disk_sink sink{into.part(), disk_sink::opening::anew};
    co_await sink.open();
    download_flow flow{calls, std::move(file), sink, options, std::move(again)};
    co_await flow.run();
    unique_function<void()> work = [&sink, &into] {
        sink.close();
        into.complete();
    };
    co_await on_disk_thread(std::move(work));
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> download(
    rpc::invoker& calls,
    remote_file file,
    file_sink& sink,
    download_options options,
    file_finder again
) {
    detail::download_flow flow{calls, std::move(file), sink, options, std::move(again)};
    co_await flow.run();
}

AWAITGRAM_DECL awaitable<void> download(
    rpc::invoker& calls,
    remote_file file,
    std::filesystem::path path,
    download_options options,
    file_finder again
) {
    const auto content = options.resume ? detail::content_of(file) : detail::download_content{};
    std::optional<detail::partial_file> into;
    unique_function<void()> make = [&into, &path, &content] {
        into.emplace(detail::partial_file::kept(std::move(path), content));
    };
    co_await on_disk_thread(std::move(make));
    auto work =
        detail::download_into(calls, std::move(file), *std::move(into), options, std::move(again));
    co_await std::move(work);
}

AWAITGRAM_DECL awaitable<byte_buffer> download_bytes(
    rpc::invoker& calls,
    remote_file file,
    std::size_t most,
    download_options options,
    file_finder again
) {
    const auto size = file.size() == unknown_size ? 0 : file.size();
    if (size < 0 || static_cast<std::uint64_t>(size) > most)
        throw std::system_error(make_error_code(errc::too_large));
    detail::memory_sink sink{static_cast<std::size_t>(size), most};
    detail::download_flow flow{calls, std::move(file), sink, options, std::move(again)};
    co_await flow.run();
    co_return std::move(sink.bytes);
}

} // namespace awaitgram::files
