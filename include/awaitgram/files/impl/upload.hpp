// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <ios>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::files {

namespace detail {

/// Uploads the parts of one file.
class upload_flow final : public part_flow {
public:
    /// `id` is that of the file at Telegram.
    upload_flow(
        rpc::invoker& calls,
        file_source& source,
        const upload_options& options,
        upload_plan plan,
        part_set parts,
        std::int64_t id
    )
        : part_flow(std::move(parts), std::clamp<std::size_t>(options.most_parts, 1, 64)),
          calls_(calls), source_(source), plan_(plan), size_(source.size()),
          meter_(options.progress), id_(id) {}

    [[nodiscard]] api::InputFile stored(const std::string& name) const {
        if (plan_.big) {
            api::inputFileBig file;
            file.id = id_;
            file.parts = *plan_.part_count;
            file.name = tl::string{name};
            return file;
        }
        api::inputFile file;
        file.id = id_;
        file.parts = *plan_.part_count;
        file.name = tl::string{name};
        return file;
    }

private:
    [[nodiscard]] awaitable<std::optional<rpc_error>> transfer(std::size_t part) override {
        const auto start = static_cast<std::int64_t>(part) * plan_.part_size;
        const auto length = std::min<std::int64_t>(plan_.part_size, size_ - start);
        byte_buffer bytes(static_cast<std::size_t>(length));
        {
            const auto executor = co_await asio::this_coro::executor;
            turn order{executor, reads_};
            co_await order.wait();
            co_await source_.read(start, bytes);
        }
        rpc::call_options options;
        options.lane = rpc::lane::upload;
        options.waits_out_outages = true;
        options.returns_passing_refusals = true;
        options.timeout = std::chrono::seconds{60};
        const auto number = static_cast<std::int32_t>(part);
        std::optional<rpc_error> refusal;
        auto stored = false;
        if (plan_.big) {
            api::upload::saveBigFilePart request;
            request.file_id = id_;
            request.file_part = number;
            request.file_total_parts = *plan_.part_count;
            request.bytes = tl::bytes::borrow(bytes);
            const auto answer = co_await rpc::try_invoke(calls_, request, options);
            if (!answer)
                refusal = answer.error();
            else
                stored = **answer;
        } else {
            api::upload::saveFilePart request;
            request.file_id = id_;
            request.file_part = number;
            request.bytes = tl::bytes::borrow(bytes);
            const auto answer = co_await rpc::try_invoke(calls_, request, options);
            if (!answer)
                refusal = answer.error();
            else
                stored = **answer;
        }
        if (!refusal && !stored)
            refusal = not_stored(part);
        if (!refusal)
            acknowledged_ += length;
        co_return refusal;
    }

    /// Telegram says that it did not store a part, without a reason: repeated a few times.
    [[nodiscard]] rpc_error not_stored(std::size_t part) {
        constexpr auto most = 3;
        const auto passes = ++refused_ <= most;
        return rpc_error{
            passes ? 500 : 400,
            "FILE_PART_" + std::to_string(part) + "_NOT_STORED",
            "upload.saveFilePart"};
    }

    void done(std::size_t) override {
        const progress state{acknowledged_, size_};
        meter_.tell(state, monotonic_clock::now());
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
    file_source& source_;
    upload_plan plan_;
    std::int64_t size_;
    progress_meter meter_;
    std::int64_t id_;
    std::int64_t acknowledged_ = 0;
    int refused_ = 0;
    std::shared_ptr<turn_queue> reads_ = std::make_shared<turn_queue>();
};

/// Reads a file on another thread, because disks may be slow.
class disk_source final : public file_source {
public:
    explicit disk_source(std::filesystem::path path) : path_(std::move(path)) {
        errno = 0;
        file_.open(path_, std::ios::binary);
        check("open");
        size_ = static_cast<std::int64_t>(std::filesystem::file_size(path_));
    }

    [[nodiscard]] std::int64_t size() const override { return size_; }

    [[nodiscard]] awaitable<void>
    read(std::int64_t position, std::span<std::uint8_t> bytes) override {
        stop_flag stop;
        unique_function<void()> work = [this, position, bytes] {
            errno = 0;
            file_.seekg(position);
            file_.read(
                reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
            );
            check("read");
        };
        co_await offload(stop, std::move(work));
    }

private:
    void check(const char* what) const {
        if (!file_.fail())
            return;
        const auto code = errno != 0 ? errno : EIO;
        throw std::system_error(
            code, std::generic_category(), std::string{"cannot "} + what + ' ' + path_.string()
        );
    }

    std::filesystem::path path_;
    std::ifstream file_{};
    std::int64_t size_ = 0;
};

class memory_source final : public file_source {
public:
    explicit memory_source(byte_view bytes) noexcept : bytes_(bytes) {}
    [[nodiscard]] std::int64_t size() const override {
        return static_cast<std::int64_t>(bytes_.size());
    }
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
    part_set parts{static_cast<std::size_t>(*plan.part_count)};
    upload_flow flow{calls, source, options, plan, std::move(parts), rpc::detail::new_random_id()};
    co_await flow.run();
    co_return flow.stored(name);
}

/// The id and the number of parts of a stored file.
struct stored_parts {
    explicit stored_parts(const api::InputFile& file) {
        if (const auto* small = file.get_if<api::inputFile>()) {
            id = small->id;
            count = small->parts;
        } else if (const auto* big = file.get_if<api::inputFileBig>()) {
            id = big->id;
            count = big->parts;
        }
    }
    std::int64_t id = 0;
    std::int32_t count = 0;
};

} // namespace detail

AWAITGRAM_DECL awaitable<api::InputFile>
upload(rpc::invoker& calls, file_source& source, std::string name, upload_options options) {
    auto work = detail::upload_from(calls, source, name, options);
    co_return co_await std::move(work);
}

AWAITGRAM_DECL awaitable<api::InputFile>
upload(rpc::invoker& calls, std::filesystem::path path, upload_options options) {
    const auto name = path.filename().string();
    detail::disk_source source{std::move(path)};
    auto work = detail::upload_from(calls, source, name, options);
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

AWAITGRAM_DECL awaitable<void> upload_part_again(
    rpc::invoker& calls,
    file_source& source,
    api::InputFile file,
    std::int32_t part,
    upload_options options
) {
    const detail::stored_parts stored{file};
    if (part < 0 || part >= stored.count)
        throw std::system_error(make_error_code(errc::bad_range), "part " + std::to_string(part));
    const auto plan = detail::plan_of(source, options, {});
    if (plan.part_count != stored.count)
        throw std::system_error(make_error_code(errc::bad_state));
    part_set parts{static_cast<std::size_t>(stored.count)};
    for (std::size_t each = 0; each < parts.count(); ++each)
        if (each != static_cast<std::size_t>(part))
            parts.add(each);
    detail::upload_flow flow{calls, source, options, plan, std::move(parts), stored.id};
    co_await flow.run();
}

} // namespace awaitgram::files
