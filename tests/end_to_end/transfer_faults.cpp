// SPDX-License-Identifier: MIT
// Files are sent and downloaded while everything fails that can: whatever happens, a file arrives whole, or an error says what happened.
//
// Each seed chooses a mixture of faults. AWAITGRAM_CHAOS is how many seeds are tried, AWAITGRAM_CHAOS_SEED the first of them.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/methods/file_ref.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <utility>

#include "../support/directory.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using std::chrono_literals::operator""h;
using tests::quiet;
using tests::with_client;

namespace {

/// A step of splitmix64 for each number.
class generator {
public:
    explicit generator(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        auto mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
    std::uint64_t below(std::uint64_t end) noexcept { return next() % end; }
    bool one_in(std::uint64_t count) noexcept { return below(count) == 0; }

private:
    std::uint64_t state_;
};

byte_buffer some_bytes(generator& random, std::size_t size) {
    byte_buffer bytes(size);
    auto state = static_cast<std::uint32_t>(random.next());
    for (auto& each : bytes) {
        state = state * 1664525 + 1013904223;
        each = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

/// What ends a transfer.
enum class fatal {
    nothing,
    full_disk,
    failing_sink,
    cancelled_upload,
    cancelled_download,
    no_finder,
    endless_moves
};

/// How a file is downloaded.
enum class form { to_memory, to_path, to_sink, by_reader, by_message };

struct mixture {
    explicit mixture(std::uint64_t seed) : random(seed) {
        // Few are large: what happens happens at the borders of parts.
        constexpr std::size_t sizes[] = {1, 1000, 30'000, 100'000, 300'000, 524'288, 530'001};
        size = random.one_in(16) ? 1'048'576 : sizes[random.below(std::size(sizes))];
        how = static_cast<form>(random.below(5));
        end = static_cast<fatal>(random.one_in(2) ? 0 : random.below(7));
        if (end == fatal::full_disk)
            how = random.one_in(2) ? form::to_path : form::by_message;
        if (end == fatal::failing_sink)
            how = form::to_sink;
        if (end == fatal::no_finder && how == form::by_message)
            how = form::to_memory;
        loses_answers = random.one_in(2);
        cuts = random.one_in(2);
        floods = random.one_in(2);
        loses_part = random.one_in(3);
        expires = end == fatal::no_finder || random.one_in(3);
        hides_dc = random.one_in(3);
        false_move = random.one_in(4);
        on_network = random.one_in(2);
        needs_upload = random.one_in(3);
        lie = static_cast<testing::cdn_lie>(random.below(6));
        at_step = 1 + static_cast<int>(random.below(12));
        most_parts = 1 + random.below(8);
        streams = random.one_in(4);
    }

    generator random;
    std::size_t size = 0;
    form how = form::to_memory;
    fatal end = fatal::nothing;
    bool loses_answers = false;
    bool cuts = false;
    bool floods = false;
    bool loses_part = false;
    bool expires = false;
    bool hides_dc = false;
    bool false_move = false;
    bool on_network = false;
    bool needs_upload = false;
    testing::cdn_lie lie{};
    int at_step = 0;
    std::size_t most_parts = 1;
    bool streams = false;
};

/// The faults on the way between the client and its connections.
struct faults {
    mixture* of = nullptr;
    bool downloading = false;
    int steps = 0;
    int asked_for_parts = 0;
    std::function<void()> cancel{};
    std::function<void()> expire{};

    void begin(bool download) {
        downloading = download;
        steps = 0;
        asked_for_parts = 0;
    }
};

class disturbing final : public rpc::middleware {
public:
    disturbing(rpc::invoker& inner, faults& with) noexcept : middleware(inner), with_(with) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        if (with_.of == nullptr || !sent.name().starts_with("upload."))
            return inner().call(std::move(sent), options);
        return disturbed(std::move(sent), options);
    }

private:
    awaitable<rpc::answer> disturbed(rpc::request sent, rpc::call_options options) {
        auto& mix = *with_.of;
        ++with_.steps;
        const auto ends =
            mix.end == (with_.downloading ? fatal::cancelled_download : fatal::cancelled_upload);
        if (ends && with_.steps == mix.at_step)
            with_.cancel();
        const auto is_part = sent.name() == "upload.getFile";
        if (is_part) {
            const auto number = ++with_.asked_for_parts;
            if (mix.expires && number == 1 + mix.at_step % 3)
                with_.expire();
            if (mix.end == fatal::endless_moves)
                co_return failure{
                    rpc_error{303, number % 2 == 0 ? "FILE_MIGRATE_2" : "FILE_MIGRATE_4"}};
            if (mix.false_move && number == 2)
                co_return failure{rpc_error{303, "FILE_MIGRATE_2"}};
        }
        auto answer = co_await inner().call(std::move(sent), options);
        if (mix.loses_answers && mix.random.one_in(5))
            throw std::system_error(asio::error::timed_out);
        co_return answer;
    }

    faults& with_;
};

struct sink_failure : std::runtime_error {
    sink_failure() : std::runtime_error("the sink has failed") {}
};

/// Keeps what it gets in memory, and fails if it shall.
class memory final : public files::file_sink {
public:
    memory(std::size_t size, bool fails) : bytes(size), fails_(fails) {}
    awaitable<void> write(std::int64_t position, byte_view from) override {
        if (fails_ && ++writes_ == 2)
            throw sink_failure{};
        REQUIRE(static_cast<std::size_t>(position) + from.size() <= bytes.size());
        std::copy(from.begin(), from.end(), bytes.begin() + position);
        co_return;
    }
    byte_buffer bytes;

private:
    bool fails_;
    int writes_ = 0;
};

/// A disk that is full after some bytes of a file.
class full_disk {
public:
    static constexpr rlim_t room = 20'000;

    explicit full_disk(bool full) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        if (!full)
            return;
        std::signal(SIGXFSZ, SIG_IGN);
        auto limit = before_;
        limit.rlim_cur = room;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;
    ~full_disk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

struct outcome {
    std::exception_ptr error{};
    byte_buffer bytes{};
};

/// Counts how the transfers ended.
struct tally {
    int whole = 0;
    int failed = 0;
    int from_network = 0;
};

/// One client after another at one server, where the files live at another data centre.
class chaos {
public:
    chaos() {
        server_.on<api::messages::sendMedia>([this](const auto&, std::int64_t account) {
            if (loses_part_.exchange(false))
                server_.lose_part(account, 0);
            return testing::pass;
        });
        server_.on<api::upload::getCdnFile>([this](const auto&) {
            ++from_network_;
            return testing::pass;
        });
    }

    void run(std::uint64_t first, std::uint64_t count) {
        auto app = quiet(server_.app());
        app.middleware.push_back([this](rpc::invoker& inner) {
            return std::make_unique<disturbing>(inner, faults_);
        });
        with_client(storage_, app, [this, first, count](client& telegram) -> awaitable<void> {
            if (!signed_in_)
                co_await telegram.sign_in(alice_.prompts());
            signed_in_ = true;
            for (auto seed = first; seed != first + count; ++seed) {
                auto trying = attempt(telegram, seed);
                co_await std::move(trying);
            }
        });
        results.from_network = from_network_;
    }

    tally results{};

private:
    static testing::server_options options() {
        testing::server_options all;
        all.more_dcs = {4};
        all.files_dc = 4;
        all.cdn_dc = 203;
        return all;
    }

    /// What a transfer is cancelled by, and how it ended.
    awaitable<outcome> run_to_end(awaitable<void> work) {
        const auto executor = co_await asio::this_coro::executor;
        event ended{executor};
        outcome end;
        const auto running = std::make_shared<std::optional<task>>();
        faults_.cancel = [executor, running] {
            asio::post(executor, [running] { (*running)->cancel(); });
        };
        running->emplace(executor, within(4h, std::move(work)), [&](const auto& error) {
            end.error = error;
            ended.set();
        });
        co_await ended.wait();
        faults_.cancel = nullptr;
        co_return end;
    }

    void disturb(const mixture& mix, std::uint64_t seed) {
        testing::fault_rates rates;
        rates.seed = seed;
        rates.cut_at_call = mix.cuts ? 0.2 : 0;
        rates.refused_call = mix.floods ? 0.25 : 0;
        rates.refused_methods = {
            "upload.getFile",
            "upload.saveFilePart",
            "upload.saveBigFilePart",
            "upload.getCdnFile",
            "upload.getCdnFileHashes"};
        rates.refusals = {
            {420, "FLOOD_WAIT_3", ""},
            {420, "FLOOD_PREMIUM_WAIT_7", ""},
            {500, "INTERNAL", ""},
            {-503, "Timeout", ""}};
        server_.set_faults(rates);
    }

    awaitable<void> attempt(client& telegram, std::uint64_t seed) {
        CAPTURE(seed);
        mixture mix{seed};
        const auto content = some_bytes(mix.random, mix.size);
        std::optional<message> sent;
        faults_.of = &mix;
        faults_.begin(false);
        loses_part_ = mix.loses_part && !mix.streams;
        disturb(mix, seed);
        auto sending = send(telegram, content, mix.streams, sent);
        auto uploading = run_to_end(std::move(sending));
        const auto upload = co_await std::move(uploading);
        faults_.of = nullptr;
        loses_part_ = false;
        server_.set_faults({});
        if (upload.error) {
            CHECK(mix.end == fatal::cancelled_upload);
            check_code(upload.error, asio::error::operation_aborted);
            ++results.failed;
            co_return;
        }
        REQUIRE(sent);
        const auto* document = sent->media().document();
        REQUIRE(document != nullptr);
        const auto stored = server_.on_server([&] {
            const auto* file = server_.data_centre().accounts().files().find(document->id);
            return file != nullptr ? *file->bytes : byte_buffer{};
        });
        CHECK(crypto::sha256({stored}) == crypto::sha256({content}));
        if (mix.on_network)
            server_.on_server([&] {
                server_.data_centre().put_on_cdn(document->id, !mix.needs_upload);
            });
        server_.set_cdn_lie(mix.lie);
        auto downloading = download(telegram, *sent, mix, content, seed);
        co_await std::move(downloading);
        server_.set_cdn_lie(testing::cdn_lie::none);
    }

    static awaitable<void>
    send(client& telegram, const byte_buffer& content, bool streams, std::optional<message>& sent) {
        media_options options;
        if (!streams) {
            auto sending = telegram.send_document("me", in_memory(content, "a.bin"), options);
            sent = co_await std::move(sending);
            co_return;
        }
        std::size_t read = 0;
        const auto stream = files::stream_of([&]() -> awaitable<byte_buffer> {
            const auto length = std::min<std::size_t>(100'000, content.size() - read);
            const auto from = content.begin() + static_cast<std::ptrdiff_t>(read);
            read += length;
            co_return byte_buffer(from, from + static_cast<std::ptrdiff_t>(length));
        });
        auto sending = telegram.send_document("me", from_stream(*stream, "a.bin"), options);
        sent = co_await std::move(sending);
    }

    awaitable<void> download(
        client& telegram,
        const message& sent,
        mixture& mix,
        const byte_buffer& content,
        std::uint64_t seed
    ) {
        const tests::directory there;
        byte_buffer got;
        faults_.of = &mix;
        faults_.begin(true);
        faults_.expire = [this] { server_.expire_references(); };
        disturb(mix, seed + 1);
        outcome end;
        {
            const full_disk disk{mix.end == fatal::full_disk};
            auto working = work(telegram, sent, mix, there.path / "a.bin", got);
            auto running = run_to_end(std::move(working));
            end = co_await std::move(running);
        }
        faults_.of = nullptr;
        server_.set_faults({});
        const auto to_disk = mix.how == form::to_path || mix.how == form::by_message;
        const auto count = std::distance(
            std::filesystem::directory_iterator{there.path}, std::filesystem::directory_iterator{}
        );
        if (!end.error) {
            CHECK(count == (to_disk ? 1 : 0));
            if (to_disk) {
                std::ifstream file{there.path / "a.bin", std::ios::binary};
                got.assign(std::istreambuf_iterator<char>{file}, {});
            }
            CHECK(crypto::sha256({got}) == crypto::sha256({content}));
            CHECK(may_end_well(mix));
            ++results.whole;
            co_return;
        }
        ++results.failed;
        CHECK(count == 0);
        check_error(mix, end.error);
    }

    static awaitable<void> work(
        client& telegram,
        const message& sent,
        const mixture& mix,
        std::filesystem::path path,
        byte_buffer& got
    ) {
        const files::remote_file known{*sent.media().document()};
        files::remote_file file{known.location(), mix.hides_dc ? 0 : known.dc(), known.size()};
        files::file_finder again;
        if (mix.end != fatal::no_finder)
            again = [&telegram, id = sent.id()]() -> awaitable<files::remote_file> {
                auto fetching = telegram.get_message("me", id);
                const auto fresh = co_await std::move(fetching);
                co_return files::remote_file{*fresh->media().document()};
            };
        files::download_options options;
        options.most_parts = mix.most_parts;
        switch (mix.how) {
        case form::to_memory: {
            auto loading = files::download_bytes(
                telegram, std::move(file), 8 * 1024 * 1024, options, std::move(again)
            );
            got = co_await std::move(loading);
            break;
        }
        case form::to_path: {
            auto loading =
                files::download(telegram, std::move(file), path, options, std::move(again));
            co_await std::move(loading);
            break;
        }
        case form::to_sink: {
            memory sink{mix.size, mix.end == fatal::failing_sink};
            auto loading =
                files::download(telegram, std::move(file), sink, options, std::move(again));
            co_await std::move(loading);
            got = std::move(sink.bytes);
            break;
        }
        case form::by_reader: {
            files::file_reader reader{
                telegram, std::move(file), files::reader_options{}, std::move(again)};
            for (;;) {
                auto reading = reader.next();
                const auto piece = co_await std::move(reading);
                if (!piece)
                    break;
                append(got, *piece);
            }
            break;
        }
        case form::by_message: {
            auto loading = telegram.download(sent, path, options);
            (void)co_await std::move(loading);
            break;
        }
        }
    }

    /// Whether a mixture need not fail.
    static bool may_end_well(const mixture& mix) {
        switch (mix.end) {
        case fatal::nothing:
        case fatal::cancelled_upload:
        case fatal::cancelled_download: // when it was over before
        case fatal::no_finder:          // when the reference was not needed any more
            return true;
        case fatal::full_disk:
            return mix.size <= full_disk::room;
        case fatal::failing_sink:
            return mix.size <= 512 * 1024;
        case fatal::endless_moves:
            return false;
        }
        return false;
    }

    static void check_error(const mixture& mix, const std::exception_ptr& error) {
        CAPTURE(describe(error));
        switch (mix.end) {
        case fatal::nothing:
        case fatal::cancelled_upload:
            CHECK_MESSAGE(false, "nothing was to fail");
            return;
        case fatal::full_disk:
            CHECK_FALSE(may_end_well(mix));
            check_code(error, std::errc::file_too_large);
            return;
        case fatal::failing_sink:
            CHECK_THROWS_AS(std::rethrow_exception(error), sink_failure);
            return;
        case fatal::cancelled_download:
            check_code(error, asio::error::operation_aborted);
            return;
        case fatal::no_finder:
            CHECK_THROWS_AS(std::rethrow_exception(error), rpc_error);
            return;
        case fatal::endless_moves:
            check_code(error, files::errc::lost_file);
            return;
        }
    }

    template <class Code>
    static void check_code(const std::exception_ptr& error, Code expected) {
        try {
            std::rethrow_exception(error);
        } catch (const std::system_error& problem) {
            CHECK_MESSAGE(problem.code() == expected, std::string{problem.what()});
        } catch (const std::exception& other) {
            CHECK_MESSAGE(false, std::string{other.what()});
        }
    }

    std::atomic<bool> loses_part_ = false;
    std::atomic<int> from_network_ = 0;
    const testing::clock time_{};
    testing::server server_{options()};
    testing::test_user alice_ = server_.user("Alice");
    memory_session storage_{};
    bool signed_in_ = false;
    faults faults_{};
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const auto* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

} // namespace

TEST_CASE("whatever fails, a file arrives whole or an error says why, and nothing is left behind") {
    constexpr std::uint64_t seeds_per_client = 20;
    const auto first = number_from("AWAITGRAM_CHAOS_SEED", 1);
    const auto count = number_from("AWAITGRAM_CHAOS", 100);
    chaos here;
    for (std::uint64_t done = 0; done < count; done += seeds_per_client)
        here.run(first + done, std::min(seeds_per_client, count - done));
    CHECK(here.results.whole + here.results.failed == static_cast<int>(count));
    MESSAGE(
        here.results.whole,
        " whole, ",
        here.results.failed,
        " failed, ",
        here.results.from_network,
        " requests to the network"
    );
    if (count >= 100) {
        CHECK(here.results.whole > static_cast<int>(count) / 2);
        CHECK(here.results.failed > static_cast<int>(count) / 10);
        CHECK(here.results.from_network > static_cast<int>(count) / 10);
    }
}
