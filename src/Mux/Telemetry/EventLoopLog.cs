using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>What loops log, in the category <c>Mux.EventLoop</c>. The ids are stable.</summary>
internal static partial class EventLoopLog
{
    public const string Category = "Mux.EventLoop";

    [LoggerMessage(1, LogLevel.Debug, "Event loop {Loop} runs on {Backend}.")]
    public static partial void LoopStarted(this ILogger log, string loop, string backend);

    [LoggerMessage(2, LogLevel.Debug, "Event loop {Loop} has ended as it was told to.")]
    public static partial void LoopStopped(this ILogger log, string loop);

    [LoggerMessage(3, LogLevel.Critical, "Event loop {Loop} has ended because waiting failed. Nothing runs on it any more; its Completion task holds the reason.")]
    public static partial void LoopFailed(this ILogger log, string loop, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "A callback ({Kind}) on event loop {Loop} threw. The loop goes on.")]
    public static partial void CallbackThrew(this ILogger log, string loop, LoopCallbackKind kind, Exception failure);

    [LoggerMessage(5, LogLevel.Error, "A handler of UnhandledException of event loop {Loop} threw.")]
    public static partial void ExceptionHandlerThrew(this ILogger log, string loop, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "A callback ({Kind}) on event loop {Loop} took {Milliseconds:F1} ms and held up all others: {Callback}")]
    public static partial void CallbackWasSlow(this ILogger log, string loop, LoopCallbackKind kind, string callback, double milliseconds);

    [LoggerMessage(7, LogLevel.Warning, "Event loop {Loop} ended with {Count} posted actions that did not get to run within its StopTimeout.")]
    public static partial void WorkLeftOver(this ILogger log, string loop, int count);

    [LoggerMessage(8, LogLevel.Error, "A handler on thread pool {Pool} threw. Its registration is not armed again: {Registration}")]
    public static partial void PoolHandlerThrew(this ILogger log, string pool, EventRegistration registration, Exception failure);

    [LoggerMessage(9, LogLevel.Critical, "A thread of thread pool {Pool} has ended because waiting failed.")]
    public static partial void PoolThreadFailed(this ILogger log, string pool, Exception failure);

    [LoggerMessage(10, LogLevel.Warning, "Event loop {Loop} is held up: a callback ({Kind}) has been running for {Milliseconds:F0} ms and has not returned: {Callback}")]
    public static partial void LoopIsHeldUp(this ILogger log, string loop, LoopCallbackKind kind, string callback, double milliseconds);
}
