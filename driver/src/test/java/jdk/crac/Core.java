package jdk.crac;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As the platform has it; a checkpoint is followed by its restore, and nothing happens between. */
public final class Core {
  private static final List<Resource> RESOURCES = new CopyOnWriteArrayList<>();
  private static final Context<Resource> GLOBAL =
      new Context<>() {
        @Override
        public void register(Resource resource) {
          RESOURCES.add(resource);
        }

        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
          for (Resource resource : RESOURCES) {
            resource.beforeCheckpoint(this);
          }
        }

        @Override
        public void afterRestore(Context<? extends Resource> context) throws Exception {
          for (Resource resource : RESOURCES) {
            resource.afterRestore(this);
          }
        }
      };

  private Core() {}

  public static Context<Resource> getGlobalContext() {
    return GLOBAL;
  }

  public static void checkpointRestore() throws CheckpointException, RestoreException {
    try {
      GLOBAL.beforeCheckpoint(GLOBAL);
    } catch (Exception e) {
      CheckpointException failure = new CheckpointException();
      failure.addSuppressed(e);
      throw failure;
    }
    try {
      GLOBAL.afterRestore(GLOBAL);
    } catch (Exception e) {
      throw new RestoreException();
    }
  }
}
