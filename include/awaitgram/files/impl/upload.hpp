// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/detail/kept_upload.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/detail/part_request.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files {

namespace detail {

/// A file that is stored at Telegram, or becomes so.
struct stored_file {
    std::int64_t id = 0;
    std::int32_t parts = 0;
    bool big = true;

    [[nodiscard]] api::InputFile named(const std::string& name) const {
        return big ? as<api::inputFileBig>(name) : as<api::inputFile>(name);
    }

private:
    template <class File>
    [[nodiscard]] api::InputFile as(const std::string& name) const {
        File file;
        file.id = id;
        file.parts = parts;
        file.name = tl::string{name};
        return file;
    }
};

/// Stores parts of one file.
class storing_flow : public part_flow {
protected:
    /// Fills the bytes of a part.
    using filling = unique_function<awaitable<void>(byte_span)>;

    storing_flow(rpc::invoker& calls, stored_file file, part_set parts, std::size_t most_parts)
        : part_flow(
              calls, transfer_way::up, std::move(parts), std::clamp<std::size_t>(most_parts, 1, 64)
          ),
          calls_(calls), file_(file) {}

    /// Stores one part of `size` bytes, as one of `total`.
    [[nodiscard]] awaitable<std::optional<rpc_error>> store(
        std::size_t part, std::int32_t total, part_memory& memory, std::size_t size, filling fill
    ) {
        if (!file_.big)
            return send(api::upload::saveFilePart{}, part, memory, size, std::move(fill));
        api::upload::saveBigFilePart request;
        request.file_total_parts = total;
        return send(std::move(request), part, memory, size, std::move(fill));
    }

    stored_file& file() noexcept { return file_; }
    [[nodiscard]] const stored_file& file() const noexcept { return file_; }

private:
    template <class Request>
    awaitable<std::optional<rpc_error>>
    send(Request request, std::size_t part, part_memory& memory, std::size_t size, filling fill) {
        request.file_id = file_.id;
        request.file_part = static_cast<std::int32_t>(part);
        part_request<Request> sent{std::move(request), memory.buffer(), size};
        auto filled = fill(sent.bytes());
        co_await std::move(filled);
        const auto options = options_of_part(rpc::lane::upload);
        std::optional<rpc_error> refusal;
        {
            auto calling = rpc::try_invoke_encoded(calls_, sent.about(), sent.body(), options);
            const auto answer = co_await std::move(calling);
            if (!answer)
                refusal = answer.error();
            else if (!**answer)
                refusal = not_stored(part);
        }
        memory.recycle(std::move(sent).memory());
        co_return refusal;
    }

    /// Telegram says that it did not store a part, without a reason: repeated a few times.
    [[nodiscard]] rpc_error not_stored(std::size_t part) {
        constexpr auto most = 3;
        const auto passes = ++refused_ <= most;
        return rpc_error{
            passes ? 500 : 400,
            "FILE_PART_" + std::to_string(part) + "_NOT_STORED",
            file_.big ? "upload.saveBigFilePart" : "upload.saveFilePart"};
    }

    // Uploads go to the account's own data centre, and need no reference.
    [[nodiscard]] awaitable<void> move_to(std::int32_t, const rpc_error& refusal) override {
        throw rpc_error{refusal};
        co_return;
    }
    [[nodiscard]] awaitable<void> find_again(std::size_t, const rpc_error& refusal) override {
        throw rpc_error{refusal};
        co_return;
    }

    rpc::invoker& calls_;
    stored_file file_;
    int refused_ = 0;
};

/// Uploads the parts of a file of known size. Parts are not kept for their repetition: the source is asked again.
class upload_flow final : public storing_flow {
public:
    upload_flow(
        rpc::invoker& calls,
        file_source& source,
        const upload_options& options,
        stored_file file,
        std::int32_t part_size,
        kept_upload* kept = nullptr
    )
        : storing_flow(
              calls,
              file,
              kept != nullptr ? kept->parts() : part_set{static_cast<std::size_t>(file.parts)},
              options.most_parts
          ),
          source_(source), part_size_(part_size), size_(source.size()), meter_(options.progress),
          kept_(kept) {
        for (std::size_t part = 0; part < parts().count(); ++part)
            acknowledged_ += parts().has(part) ? length_of(part) : 0;
    }

    /// Tells what was stored before, so that it does not seem to be stored now, and uploads the rest.
    [[nodiscard]] awaitable<void> run_rest() {
        if (acknowledged_ != 0)
            tell();
        return run();
    }

private:
    [[nodiscard]] awaitable<std::optional<rpc_error>> transfer(std::size_t part) override {
        const auto length = length_of(part);
        auto memory = memory_of_part();
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, reads_};
        co_await order.wait(); // first, so that a source that stands still holds one part
        const auto size = static_cast<std::size_t>(length);
        co_await memory.take(size);
        filling fill = [this, part, &memory, &order](byte_span bytes) -> awaitable<void> {
            const auto own = source_.reads_at_once();
            memory.stand(!own);
            if (!own) // a source that does not fill all sends nothing of another file
                std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
            const auto start = static_cast<std::int64_t>(part) * part_size_;
            co_await source_.read(start, bytes);
            memory.stand(false);
            order.leave();
        };
        auto storing = store(part, file().parts, memory, size, std::move(fill));
        auto refusal = co_await std::move(storing);
        if (refusal)
            co_return refusal;
        memory.release();
        if (kept_ != nullptr)
            co_await kept_->note(part);
        acknowledged_ += length;
        co_return refusal;
    }

    [[nodiscard]] std::int64_t length_of(std::size_t part) const noexcept {
        const auto start = static_cast<std::int64_t>(part) * part_size_;
        return std::min<std::int64_t>(part_size_, size_ - start);
    }

    void tell() {
        const progress state{acknowledged_, size_};
        meter_.tell(state, monotonic_clock::now());
    }
    void done(std::size_t) override { tell(); }

    file_source& source_;
    std::int32_t part_size_;
    std::int64_t size_;
    progress_meter meter_;
    /// Null when nothing is kept.
    kept_upload* kept_;
    std::int64_t acknowledged_ = 0;
    std::shared_ptr<turn_queue> reads_ = std::make_shared<turn_queue>();
};

/// Reads a file on a thread for disks, because disks may be slow.
class disk_source final : public file_source {
public:
    explicit disk_source(std::filesystem::path path) : path_(std::move(path)) {
        std::error_code unknown;
        const auto found = std::filesystem::status(path_, unknown);
        if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found))
            throw std::system_error(
                std::make_error_code(std::errc::invalid_argument), "no file: " + path_.string()
            ); // a pipe would be waited for
        errno = 0;
        file_.open(path_, std::ios::binary);
        check_disk(file_, "open", path_);
        size_ = static_cast<std::int64_t>(std::filesystem::file_size(path_));
        const auto changed = std::filesystem::last_write_time(path_).time_since_epoch().count();
        changed_ = static_cast<std::int64_t>(changed); // more than 64 bits with libc++
    }

    [[nodiscard]] std::int64_t size() const override { return size_; }
    [[nodiscard]] bool reads_at_once() const noexcept override { return true; }

    [[nodiscard]] identity what() const override {
        identity found;
        found.place = std::filesystem::absolute(path_).lexically_normal().string();
        found.version = std::to_string(size_) + ' ' + std::to_string(changed_);
        return found;
    }

    [[nodiscard]] awaitable<void>
    read(std::int64_t position, std::span<std::uint8_t> bytes) override {
        unique_function<void()> work = [this, position, bytes] {
            errno = 0;
            file_.seekg(position);
            file_.read(
                reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
            );
            check_disk(file_, "read", path_);
        };
        co_await on_disk_thread(std::move(work));
    }

private:
    std::filesystem::path path_;
    std::shared_ptr<void> threads_ = keep_disk_threads();
    std::ifstream file_{};
    std::int64_t size_ = 0;
    std::int64_t changed_ = 0;
};

class memory_source final : public file_source {
public:
    explicit memory_source(byte_view bytes) noexcept : bytes_(bytes) {}
    [[nodiscard]] std::int64_t size() const override {
        return static_cast<std::int64_t>(bytes_.size());
    }
    [[nodiscard]] bool reads_at_once() const noexcept override { return true; }
    [[nodiscard]] awaitable<void> read(std::int64_t position, std::span<std::uint8_t> to) override {
        const auto from = bytes_.subspan(static_cast<std::size_t>(position), to.size());
        std::copy(from.begin(), from.end(), to.begin());
        co_return;
    }

private:
    byte_view bytes_;
};

/// How a source is cut into parts.
[[nodiscard]] inline upload_plan
plan_of(const file_source& source, const upload_options& options, const std::string& name) {
    const upload_traits traits{options.needs_small_parts, options.premium};
    const auto plan = plan_upload(source.size(), traits);
    if (!plan)
        throw std::system_error(plan.error(), name);
    return *plan;
}

/// Uploads from a source.
[[nodiscard]] inline awaitable<api::InputFile> upload_from(
    rpc::invoker& calls, file_source& source, const std::string& name, const upload_options& options
) {
    const auto plan = plan_of(source, options, name);
    stored_file file{rpc::detail::new_random_id(), *plan.part_count, plan.big};
    auto of = options.resume != nullptr ? source.what() : file_source::identity{};
    if (!of.place.empty()) {
        kept_upload kept{*options.resume, of, plan};
        co_await kept.begin(file.id);
        file.id = kept.id();
        upload_flow flow{calls, source, options, file, plan.part_size, &kept};
        co_await flow.run_rest();
        co_await kept.end();
        co_return file.named(name);
    }
    upload_flow flow{calls, source, options, file, plan.part_size};
    co_await flow.run();
    co_return file.named(name);
}

/// What an InputFile tells about a file that is stored in parts.
[[nodiscard]] inline std::optional<stored_file> stored_in(const api::InputFile& file) {
    if (const auto* big = file.get_if<api::inputFileBig>())
        return stored_file{big->id, big->parts, true};
    if (const auto* small = file.get_if<api::inputFile>())
        return stored_file{small->id, small->parts, false};
    return std::nullopt;
}

[[nodiscard]] inline awaitable<void> upload_part_again_now(
    rpc::invoker& calls,
    file_source& source,
    std::optional<stored_file> file,
    std::int32_t part,
    upload_options options
) {
    if (!file)
        throw std::system_error(make_error_code(errc::bad_state));
    options.needs_small_parts = !file->big;
    auto plan = plan_of(source, options, {});
    // A stream goes in big parts whatever its size.
    if (file->big)
        plan.part_size = largest_upload_part;
    const auto parts = (source.size() + plan.part_size - 1) / plan.part_size;
    if (parts != file->parts)
        throw std::system_error(make_error_code(errc::bad_state));
    if (part < 0 || part >= file->parts)
        throw std::system_error(make_error_code(errc::bad_range));
    options.progress = {};
    upload_flow flow{calls, source, options, *file, plan.part_size};
    co_await flow.run_part(static_cast<std::size_t>(part));
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> upload_part_again(
    rpc::invoker& calls,
    file_source& source,
    const api::InputFile& file,
    std::int32_t part,
    upload_options options
) {
    return detail::upload_part_again_now(calls, source, detail::stored_in(file), part, options);
}

AWAITGRAM_DECL awaitable<api::InputFile>
upload(rpc::invoker& calls, file_source& source, std::string name, upload_options options) {
    auto work = detail::upload_from(calls, source, name, options);
    co_return co_await std::move(work);
}

AWAITGRAM_DECL awaitable<api::InputFile>
upload(rpc::invoker& calls, std::filesystem::path path, upload_options options) {
    const auto name = path.filename().string();
    std::unique_ptr<file_source> source;
    unique_function<void()> open = [&source, &path] { source = disk_file(std::move(path)); };
    co_await on_disk_thread(std::move(open));
    auto work = detail::upload_from(calls, *source, name, options);
    co_return co_await std::move(work);
}

AWAITGRAM_DECL awaitable<api::InputFile>
upload_bytes(rpc::invoker& calls, byte_view bytes, std::string name, upload_options options) {
    detail::memory_source source{bytes};
    auto work = detail::upload_from(calls, source, name, options);
    co_return co_await std::move(work);
}

AWAITGRAM_DECL std::unique_ptr<file_source> disk_file(std::filesystem::path path) {
    return std::make_unique<detail::disk_source>(std::move(path));
}

AWAITGRAM_DECL std::unique_ptr<file_source> memory_file(byte_view bytes) {
    return std::make_unique<detail::memory_source>(bytes);
}

} // namespace awaitgram::files
