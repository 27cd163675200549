package dev.aft.server.http;

import dev.aft.server.net.Unwatched;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one HTTP request and ends the connection. */
final class StatusHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger log = LoggerFactory.getLogger(StatusHandler.class);
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Executor worker;
  private final BooleanSupplier ready;
  private final Supplier<String> metrics;
  private boolean answered;

  StatusHandler(Executor worker, BooleanSupplier ready, Supplier<String> metrics) {
    this.worker = worker;
    this.ready = ready;
    this.metrics = metrics;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (!answered && message instanceof HttpRequest request) {
      answered = true;
      answer(context, request);
    }
  }

  private void answer(ChannelHandlerContext context, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      respond(context, HttpResponseStatus.BAD_REQUEST, PLAIN, "not an HTTP request\n");
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      respond(context, HttpResponseStatus.METHOD_NOT_ALLOWED, PLAIN, "GET only\n");
    } else {
      answerPath(context, path(request.uri()));
    }
  }

  private static String path(String uri) {
    int question = uri.indexOf('?');
    return question < 0 ? uri : uri.substring(0, question);
  }

  private void answerPath(ChannelHandlerContext context, String path) {
    switch (path) {
      case "/health/live" -> respond(context, HttpResponseStatus.OK, PLAIN, "live\n");
      case "/health/ready" -> {
        if (ready.getAsBoolean()) {
          respond(context, HttpResponseStatus.OK, PLAIN, "ready\n");
        } else {
          respond(context, HttpResponseStatus.SERVICE_UNAVAILABLE, PLAIN, "draining\n");
        }
      }
      case "/metrics" -> respondMetrics(context);
      default ->
          respond(
              context,
              HttpResponseStatus.NOT_FOUND,
              PLAIN,
              "there are /health/live, /health/ready and /metrics\n");
    }
  }

  private void respondMetrics(ChannelHandlerContext context) {
    try {
      worker.execute(() -> respond(context, HttpResponseStatus.OK, PROMETHEUS, metrics.get()));
    } catch (RejectedExecutionException e) {
      respond(context, HttpResponseStatus.SERVICE_UNAVAILABLE, PLAIN, "too busy\n");
    }
  }

  private static void respond(
      ChannelHandlerContext context, HttpResponseStatus status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    Unwatched.future(context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("status connection ended reason={}", String.valueOf(cause));
    Unwatched.future(context.close());
  }
}
