// SPDX-License-Identifier: MIT
// A fleet of echo bots with their sessions in PostgreSQL. Start it on any number of machines, with the same tokens.
//     DATABASE=postgresql://... 6_postgres_session TOKEN...
// Each account is leased to one worker at a time, because Telegram revokes a key that is used in two places at once. When a
// worker dies, its leases end, and another worker continues with its accounts.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/awaitgram.hpp>

#include <asio/thread_pool.hpp>

#include <iostream>
#include <libpq-fe.h>
#include <mutex>
namespace ag = awaitgram;
using namespace std::chrono_literals;

/// The records of one account as rows; copies share a connection. The connection holds the lease, an advisory lock, and
/// is the only way to write, so that a worker without the lease cannot write.
///
/// When a worker ends, its connections close and its leases are freed. When its machine fails, the server frees them
/// after the time set by tcp_keepalives_idle, _interval and _count, which is more than two hours by default.
class postgres_store {
public:
    /// Empty while another worker holds the lease.
    static std::optional<postgres_store> lease(const std::string& database, std::string account) {
        postgres_store store{database, std::move(account)};
        const auto answer = store.link_->ask(
            "select pg_try_advisory_lock(hashtextextended('awaitgram ' || $1::text, 0))",
            {store.account_}
        );
        return *PQgetvalue(answer.get(), 0, 0) == 't' ? std::optional{store} : std::nullopt;
    }

    ag::session_records load() const {
        const std::lock_guard turn{link_->guard};
        const auto rows =
            link_->ask("select name, content from session_part where account = $1", {account_});
        ag::session_records records;
        for (auto row = 0; row != PQntuples(rows.get()); ++row)
            records[PQgetvalue(rows.get(), row, 0)] = PQgetvalue(rows.get(), row, 1);
        return records;
    }

    /// Durable on return: a commit of PostgreSQL waits for the disk.
    void save(const ag::session_records& changed, const ag::session_records&) const {
        const std::lock_guard turn{link_->guard};
        link_->transaction([&] {
            for (const auto& [name, text] : changed)
                if (text.empty())
                    link_->ask(
                        "delete from session_part where account = $1 and name = $2",
                        {account_, name}
                    );
                else
                    link_->ask(
                        "insert into session_part values ($1, $2, $3)"
                        " on conflict (account, name) do update set content = excluded.content",
                        {account_, name, text}
                    );
        });
    }

    /// Throws if the connection is lost, which ends the lease.
    void check() const {
        const std::lock_guard turn{link_->guard};
        link_->ask("select 1");
    }

private:
    struct closer {
        void operator()(PGconn* open) const { PQfinish(open); }
        void operator()(PGresult* answer) const { PQclear(answer); }
    };

    struct link {
        std::mutex guard{}; // one thread at a time
        std::unique_ptr<PGconn, closer> open{};

        std::unique_ptr<PGresult, closer>
        ask(const char* sql, const std::vector<std::string>& values = {}) {
            std::vector<const char*> texts;
            for (const auto& value : values)
                texts.push_back(value.c_str());
            const auto count = static_cast<int>(texts.size());
            std::unique_ptr<PGresult, closer> answer{
                PQexecParams(open.get(), sql, count, nullptr, texts.data(), nullptr, nullptr, 0)};
            const auto status = PQresultStatus(answer.get());
            if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
                throw std::runtime_error(PQerrorMessage(open.get()));
            return answer;
        }

        void transaction(const std::function<void()>& work) {
            ask("begin");
            try {
                work();
                ask("commit");
            } catch (...) {
                PQclear(PQexec(open.get(), "rollback"));
                throw;
            }
        }
    };

    postgres_store(const std::string& database, std::string account)
        : account_(std::move(account)), link_(std::make_shared<link>()) {
        // Time-outs for a server that does not respond; settings in `database` override them.
        const char* const names[] = {
            "connect_timeout",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout",
            "dbname",
            nullptr};
        const char* const values[] = {"5", "5", "2", "3", "10000", database.c_str(), nullptr};
        link_->open.reset(PQconnectdbParams(names, values, 1));
        if (PQstatus(link_->open.get()) != CONNECTION_OK)
            throw std::runtime_error(PQerrorMessage(link_->open.get()));
        link_->ask("set client_min_messages = warning");
        link_->transaction([this] {
            // Serialises workers that start at the same time and would all create the table.
            link_->ask("select pg_advisory_xact_lock(hashtextextended('awaitgram schema', 0))");
            link_->ask("create table if not exists session_part (account text, name text,"
                       " content text not null, primary key (account, name))");
        });
    }

    std::string account_;
    std::shared_ptr<link> link_;
};
static_assert(ag::session_store<postgres_store>);

/// Runs blocking work on another thread.
template <class Result>
ag::awaitable<Result> elsewhere(asio::thread_pool& threads, std::function<Result()> work) {
    const auto call = [](std::function<Result()> function) -> ag::awaitable<Result> {
        co_return function();
    };
    co_return co_await asio::co_spawn(threads, call(std::move(work)), asio::use_awaitable);
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

struct worker {
    std::string database;
    ag::client_config app = ag::app_from_environment();
    asio::io_context io{};
    asio::thread_pool threads{4}; // destroyed first

    /// Serves an account while no other worker holds its lease.
    ag::awaitable<void> serve(std::string token) {
        const auto account = token.substr(0, token.find(':'));
        const std::function<std::optional<leased>()> lease = [this, account] {
            const auto store = postgres_store::lease(database, account);
            return store ? std::optional{leased{*store, ag::stored_session{*store}}} : std::nullopt;
        };
        for (;;) {
            try {
                if (const auto ours = co_await elsewhere(threads, lease)) {
                    co_await answer(*ours, account, token);
                }
            } catch (const std::exception& problem) {
                std::cout << account << ": " << problem.what() << std::endl;
            }
            co_await ag::pause(500ms);
        }
    }

private:
    struct leased {
        postgres_store store;
        ag::stored_session session;
    };

    /// Answers messages until an error occurs or the lease is lost.
    ag::awaitable<void> answer(leased ours, std::string account, std::string token) {
        ag::bot bot{io.get_executor(), ours.session, app};
        bot.on_message(ag::filters::private_chat && ag::filters::text, echo);
        const std::function<ag::awaitable<void>(ag::task_group&)> both = [&](auto& group) {
            group.spawn(watch(ours.store, bot, account));
            return bot.serve(token);
        };
        co_await ag::with_tasks(both);
    }

    ag::awaitable<void> watch(postgres_store store, const ag::bot& bot, std::string account) {
        const std::function<bool()> check = [store] { return store.check(), true; };
        for (auto reported = false;;) {
            co_await elsewhere(threads, check);
            if (bot.ready() && !std::exchange(reported, true))
                std::cout << "serving " << account << std::endl;
            co_await ag::pause(500ms);
        }
    }
};

int main(int count, char** tokens) {
    worker one{ag::environment("DATABASE")};
    for (auto i = 1; i < count; ++i)
        asio::co_spawn(one.io, one.serve(tokens[i]), ag::report_errors);
    one.io.run();
    return 0;
}
