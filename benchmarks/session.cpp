// SPDX-License-Identifier: MIT
// The cost of an SQLite session, compared with SQLite alone with the same statements and settings, and with a memory
// session.
//
// build/benchmarks/benchmark_session --benchmark_enable_random_interleaving=true --benchmark_repetitions=9
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <sqlite3.h>

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "../tests/support/directory.hpp"
#include "../tests/support/run.hpp"

using namespace awaitgram;

namespace {

constexpr std::int64_t peers = 10'000;
/// The number of peers that usually come with an update.
constexpr std::int64_t batch = 20;
constexpr std::int64_t many_peers = 100'000;

user_info seen(std::int64_t id) {
    return {5'000'000'000 + id, peer_auth{id * 7919}, false, {}};
}

void require(bool done) {
    if (!done)
        std::abort();
}

/// SQLite with the settings of a session.
class raw_file {
public:
    explicit raw_file(const std::string& path) {
        const auto flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        require(sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) == SQLITE_OK);
        run("pragma locking_mode = exclusive; pragma temp_store = memory;"
            "pragma secure_delete = on; pragma cell_size_check = on;");
    }
    raw_file(const raw_file&) = delete;
    raw_file& operator=(const raw_file&) = delete;
    ~raw_file() {
        for (auto* const one : statements_)
            sqlite3_finalize(one);
        sqlite3_close(handle_);
    }

    void use_journal() { run("pragma journal_mode = wal; pragma synchronous = normal;"); }
    void run(const char* sql) {
        require(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* prepared = nullptr;
        require(
            sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) ==
            SQLITE_OK
        );
        return statements_.emplace_back(prepared);
    }
    void create() {
        use_journal();
        run("create table peer (id integer primary key, hash, kind integer, bot integer,"
            " self integer, min integer not null default 0);"
            "create unique index peer_self on peer (self) where self = 1;"
            "create table updates (one integer primary key check (one = 1), pts integer not null,"
            " qts integer not null, date integer not null, seq integer not null);"
            "insert into updates values (1, 0, 0, 0, 0);");
    }

private:
    sqlite3* handle_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

void run_once(sqlite3_stmt* statement) {
    require(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

/// Whether a batch runs on this thread or on another one.
using way = std::function<void(const std::function<void()>&)>;

void here(const std::function<void()>& job) {
    job();
}

/// Caches peers as a session does: looks each one up, and writes it if it is not known.
void cache_raw(raw_file& file, const way& run = here) {
    auto* const select =
        file.prepare("select id, hash, min, kind, bot, self from peer where id = ?");
    auto* const insert =
        file.prepare("insert into peer (hash, min, kind, bot, self, id) values (?, ?, ?, ?, ?, ?)");
    auto* const begin = file.prepare("begin immediate");
    auto* const commit = file.prepare("commit");
    for (std::int64_t first = 0; first < peers; first += batch) {
        run([&] {
            run_once(begin);
            for (auto id = first; id < first + batch; ++id) {
                const auto info = seen(id);
                sqlite3_bind_int64(select, 1, info.id);
                const auto known = sqlite3_step(select) == SQLITE_ROW &&
                                   sqlite3_column_int64(select, 1) == info.auth->access_hash;
                sqlite3_reset(select);
                if (known)
                    continue;
                sqlite3_bind_int64(insert, 1, info.auth->access_hash);
                sqlite3_bind_int64(insert, 2, 0);
                sqlite3_bind_null(insert, 3);
                sqlite3_bind_int64(insert, 4, 0);
                sqlite3_bind_null(insert, 5);
                sqlite3_bind_int64(insert, 6, info.id);
                run_once(insert);
            }
            run_once(commit);
        });
    }
}

template <class Storage>
awaitable<void> cache_all(Storage& storage) {
    for (std::int64_t first = 0; first < peers; first += batch) {
        std::vector<peer_info> infos;
        infos.reserve(batch);
        for (auto id = first; id < first + batch; ++id)
            infos.push_back(seen(id));
        co_await storage.cache_peers(std::move(infos));
    }
}

/// Measures the time of `work` on this thread and the disk's, in a new directory each time.
void in_new_files(benchmark::State& state, const std::function<void(const std::string&)>& work) {
    for (auto _ : state) {
        state.PauseTiming();
        {
            const tests::directory place;
            const auto path = place.file("me.session");
            state.ResumeTiming();
            work(path);
            state.PauseTiming();
        }
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * peers);
}

void new_peers_raw(benchmark::State& state) {
    in_new_files(state, [](const std::string& path) {
        raw_file file{path};
        file.create();
        cache_raw(file);
    });
}

/// The cost of passing each batch to another thread and waiting for it, without a session.
void new_peers_raw_on_a_thread(benchmark::State& state) {
    asio::thread_pool threads{1};
    in_new_files(state, [&threads](const std::string& path) {
        raw_file file{path};
        file.create();
        cache_raw(file, [&threads](const std::function<void()>& job) {
            std::packaged_task<void()> task{job};
            auto done = task.get_future();
            asio::post(threads, std::move(task));
            done.get();
        });
    });
}

void new_peers_session(benchmark::State& state) {
    in_new_files(state, [](const std::string& path) {
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path};
            co_await cache_all(storage);
            co_await storage.close();
        });
    });
}

void new_peers_encrypted(benchmark::State& state) {
    const byte_buffer bytes(32, 1);
    const sqlite_options options{.key = session_key{crypto::secret<32>{bytes}}};
    in_new_files(state, [&](const std::string& path) {
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            co_await cache_all(storage);
            co_await storage.close();
        });
    });
}

void new_peers_memory(benchmark::State& state) {
    in_new_files(state, [](const std::string&) {
        tests::run([]() -> awaitable<void> {
            memory_session storage;
            co_await cache_all(storage);
        });
    });
}

/// Peers that are known already, like most peers in updates.
void known_peers_raw(benchmark::State& state) {
    const tests::directory place;
    raw_file file{place.file("me.session")};
    file.create();
    cache_raw(file);
    for (auto _ : state)
        cache_raw(file);
    state.SetItemsProcessed(state.iterations() * peers);
}

void known_peers_session(benchmark::State& state) {
    const tests::directory place;
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{place.file("me.session")};
        co_await cache_all(storage);
        for (auto _ : state)
            co_await cache_all(storage);
    });
    state.SetItemsProcessed(state.iterations() * peers);
}

void set_primary_raw(benchmark::State& state) {
    const tests::directory place;
    raw_file file{place.file("me.session")};
    file.create();
    auto* const update = file.prepare("update updates set pts = ?, date = ?, seq = ?");
    auto* const begin = file.prepare("begin immediate");
    auto* const commit = file.prepare("commit");
    std::int64_t pts = 0;
    for (auto _ : state) {
        run_once(begin);
        sqlite3_bind_int64(update, 1, ++pts);
        sqlite3_bind_int64(update, 2, 5);
        sqlite3_bind_int64(update, 3, 6);
        run_once(update);
        run_once(commit);
    }
}

void set_primary_session(benchmark::State& state) {
    const tests::directory place;
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{place.file("me.session")};
        std::int32_t pts = 0;
        for (auto _ : state) {
            const update_state step = update_state::primary{++pts, 5, 6};
            co_await storage.set_update_state(step);
        }
    });
}

/// A file with many peers, created once.
const std::string& large_file() {
    static const tests::directory place;
    static const auto path = [] {
        auto name = place.file("large.session");
        tests::run([&name]() -> awaitable<void> {
            sqlite_session storage{name};
            session_data content;
            for (std::int64_t id = 1; id <= many_peers; ++id)
                content.cache_peer(seen(id));
            co_await storage.import(std::move(content));
            co_await storage.close();
        });
        return name;
    }();
    return path;
}

void open_raw(benchmark::State& state) {
    const auto& path = large_file();
    for (auto _ : state) {
        raw_file file{path};
        for (const auto* const sql :
             {"pragma user_version",
              "pragma application_id",
              "select name from sqlite_schema where type = 'table'",
              "select rounds, salt, proof, scrubbed from cipher",
              "select id, ipv4, ipv6, auth_key from dc",
              "select dc from home"})
            file.run(sql);
        file.use_journal();
    }
}

void open_session(benchmark::State& state) {
    const auto& path = large_file();
    for (auto _ : state) {
        const sqlite_session storage{path};
        require(storage.home_dc_id() == 2);
    }
}

// The processor time of all threads.
BENCHMARK(new_peers_raw)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(new_peers_raw_on_a_thread)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(new_peers_session)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(new_peers_encrypted)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(new_peers_memory)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(known_peers_raw)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(known_peers_session)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(set_primary_raw)->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(set_primary_session)->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(open_raw)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(open_session)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
